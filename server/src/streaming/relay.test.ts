import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { cutText, picture } from './rfb/testing.ts';
import { useGateway } from './testing-gateway.ts';
import { HIGH_WATER_BYTES } from './watermarks.ts';

const { connect } = useGateway('127.0.8.3');

describe('backpressure', () => {
  test('a client that does not read holds the desktop up, and nothing piles up in between', async () => {
    const { viewer, desktop } = await connect();
    viewer.webSocket.pause();
    const block = picture(randomBytes(1024 * 1024));
    const total = 256;
    let written = 0;
    const writeAll = async () => {
      for (; written < total; written++) if (!desktop.write(block)) await once(desktop, 'drain');
    };
    const before = process.memoryUsage().rss;
    const writing = writeAll();
    // It stands still when all buffers of the way are full: a handful of megabytes, most of them the kernel's.
    let last = -1;
    await vi.waitFor(
      () => {
        const previous = last;
        last = written;
        expect(written).toBe(previous);
      },
      { timeout: 15_000, interval: 500 },
    );
    expect(written).toBeLessThan(64);
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
    viewer.webSocket.resume();
    let received = 0;
    viewer.webSocket.removeAllListeners('message');
    viewer.webSocket.on('message', (data: Buffer) => {
      received += data.length;
    });
    await writing;
    await vi.waitFor(() => expect(received).toBeGreaterThan((total - 2) * block.length), { timeout: 15_000 });
  }, 40_000);

  test('a desktop that does not read holds the client up', async () => {
    const { viewer, desktop } = await connect();
    desktop.pause();
    const block = cutText(6, randomBytes(60_000));
    // What the client's own end has not got rid of: it grows only when the gateway has stopped reading.
    await vi.waitFor(
      () => {
        for (let count = 0; count < 100; count++) viewer.webSocket.send(block);
        expect(viewer.webSocket.bufferedAmount).toBeGreaterThan(32 * 1024 * 1024);
      },
      { timeout: 15_000, interval: 20 },
    );
    let received = 0;
    desktop.on('data', (data: Buffer) => {
      received += data.length;
    });
    desktop.resume();
    await vi.waitFor(() => expect(viewer.webSocket.bufferedAmount).toBe(0), { timeout: 15_000 });
    expect(received).toBeGreaterThan(HIGH_WATER_BYTES);
  }, 40_000);
});
