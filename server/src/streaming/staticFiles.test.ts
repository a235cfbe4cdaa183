import { describe, expect, test } from 'vitest';
import { useGateway } from './testing-gateway.ts';

const { send } = useGateway('127.0.8.4');

describe('the files of the client', () => {
  test('the page is looked up anew each time, by its tag', async () => {
    const page = await send('/');
    expect(page).toMatchObject({
      status: 200,
      body: '<!doctype html>',
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    });
    const again = await send('/', { headers: { 'if-none-match': page.headers.etag } });
    expect(again).toMatchObject({ status: 304, body: '' });
  });

  test('files with a hash in their names are kept for ever, and sent compressed', async () => {
    const plain = await send('/assets/main-ABC.js');
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const compressed = await send('/assets/main-ABC.js', { headers: { 'accept-encoding': 'br, gzip' } });
    expect(compressed.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'accept-encoding',
    });
    const refused = await send('/assets/main-ABC.js', { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(refused.headers['content-encoding']).toBeUndefined();
  });

  test.each(['/nothing', '/../package.json', '/assets/..%2f..%2fetc/passwd', '/assets/main-ABC.js.gz'])(
    '%s is not there',
    async (path) => {
      expect((await send(path)).status).toBe(404);
    },
  );

  test('every answer has the strict headers', async () => {
    for (const path of ['/', '/api/sign-in', '/nothing', '/ping']) {
      const { headers } = await send(path);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['strict-transport-security']).toMatch(/max-age=\d{7,}/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('health checks are answered', async () => {
    expect(await send('/ping')).toMatchObject({ status: 200, body: 'ok\n' });
    expect((await send('/ping', { method: 'POST' })).status).toBe(405);
  });
});
