/** The RADIUS client against FreeRADIUS, with all protocols, a challenge and one-time codes. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRadius, type RadiusServers } from '../server/src/radius/client.ts';
import { type FreeRadius, startFreeRadius } from './support/freeRadius.ts';

const secret = 'a secret: shared, with 7 words in it';
const users = `
ada Cleartext-Password := "pässword 1"
challenged Cleartext-Password := "second"
`;
/** The secret of RFC 6238's test vectors, for authenticator apps in base 32. */
const TOTP_KEY = Buffer.from('12345678901234567890');
const authorize = `
if (&User-Name == 'challenged' && !&State) {
  update reply {
    &Reply-Message := 'Enter the code that was sent to you.'
    &State := 0x00ff00ff
  }
  update control {
    &Response-Packet-Type := Access-Challenge
  }
  handled
}
if (&User-Name == 'grace') {
  update control {
    &TOTP-Secret := 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    &Auth-Type := TOTP
  }
  update request {
    &TOTP-Password := "%{User-Password}"
  }
}
`;

let server: FreeRadius;
beforeAll(async () => {
  server = await startFreeRadius(secret, users, authorize);
});
afterAll(() => server?.stop());

const settings = (differences: Partial<RadiusServers> = {}): RadiusServers => ({
  ...{ servers: ['127.0.0.1'], port: server.port, protocol: 'PAP', secret, timeoutMs: 2000, retries: 1 },
  ...differences,
});
const ada = { userName: 'ada', password: 'pässword 1', clientAddress: '192.0.2.7' };

describe.each(['PAP', 'CHAP', 'MS-CHAPv1', 'MS-CHAPv2'] as const)('%s', (protocol) => {
  test('the right password is accepted, another one is not', async () => {
    expect(await askRadius(settings({ protocol }), ada)).toMatchObject({ status: 'accepted' });
    const wrong = { ...ada, password: 'pässword 2' };
    expect(await askRadius(settings({ protocol }), wrong)).toMatchObject({ status: 'rejected' });
  });

  test('a challenge is answered with its state', async () => {
    const challenged = { userName: 'challenged', password: 'first' };
    const asked = await askRadius(settings({ protocol }), challenged);
    if (asked.status !== 'challenge') throw new Error(asked.status);
    expect(asked.prompt).toBe('Enter the code that was sent to you.');
    expect(asked.challenge.state).toEqual(Buffer.from([0, 255, 0, 255]));
    const answer = { ...challenged, challenge: asked.challenge };
    const wrong = await askRadius(settings({ protocol }), { ...answer, password: 'third' });
    expect(wrong).toMatchObject({ status: 'rejected' });
    const right = await askRadius(settings({ protocol }), { ...answer, password: 'second' });
    expect(right).toMatchObject({ status: 'accepted' });
  });
});

test('the codes of an authenticator app are accepted by PAP', async () => {
  const grace = { userName: 'grace', password: totp(TOTP_KEY, Date.now()) };
  expect(await askRadius(settings(), grace)).toMatchObject({ status: 'accepted' });
  const old = { ...grace, password: totp(TOTP_KEY, Date.now() - 3_600_000) };
  expect(await askRadius(settings(), old)).toMatchObject({ status: 'rejected' });
});

test('another secret is answered by silence, and the next server is asked', async () => {
  const wrong = settings({ secret: 'another secret', timeoutMs: 200 });
  expect(await askRadius(wrong, ada)).toMatchObject({ failures: [{ reason: 'silent' }] });
  const servers = ['127.0.0.9', '127.0.0.1'];
  expect(await askRadius(settings({ servers, timeoutMs: 200 }), ada)).toEqual({
    status: 'accepted',
    server: '127.0.0.1',
  });
});

/** RFC 6238 with six digits, 30 seconds and SHA-1, as authenticator apps have it. */
function totp(key: Buffer, nowMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
