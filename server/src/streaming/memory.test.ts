import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CertificateAuthority } from '../base/pki.ts';
import { clipboardFlags, cutText, desktopInit, int32, picture } from './rfb/testing.ts';
import { viewerReply } from './testing-gateway.ts';

/** The process with the streams alone that the benchmarks measure too. */
const gatewayProcess = fileURLToPath(
  new URL('../../../bench/streaming/relay/gatewayProcess.ts', import.meta.url),
);

const MIB = 1024 * 1024;
/** By which a gateway may grow while a stream stands still: its own buffers, and what the collector has not got to. */
const GROWTH_MAX = 64 * MIB;
/** Each side gets so long to send as fast as it can, and could send gigabytes. */
const RUN_MS = 4000;

let gateway: ChildProcess;
let desktops: Server;
let directory: string;
let ca: string;
let url: string;
const accepted: Socket[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'alcove-memory-'));
  const authority = await CertificateAuthority.load(await CertificateAuthority.create('test', new Date()));
  const certificate = await authority.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
  ca = authority.certificatePem;
  const file = (name: string, content: string) => {
    writeFileSync(join(directory, name), content);
    return join(directory, name);
  };
  desktops = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
    socket.write(desktopInit);
  }).listen(0, '127.0.0.1');
  await once(desktops, 'listening');
  const port = await freePort();
  const options = {
    port,
    certificateFile: file('crt', certificate.certificatePem),
    keyFile: file('key', certificate.privateKeyPem),
    caFile: file('ca', ca),
    desktop: { kind: 'tcp', host: '127.0.0.1', port: (desktops.address() as AddressInfo).port },
  };
  gateway = spawn(process.execPath, [gatewayProcess, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (gateway.stdout) await once(gateway.stdout, 'data');
  url = `wss://localhost:${port}/`;
});

afterAll(async () => {
  for (const socket of accepted) socket.destroy();
  desktops.close();
  gateway.kill();
  await once(gateway, 'exit');
  rmSync(directory, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What the gateway's process has in memory. */
function residentBytes(): number {
  const text = readFileSync(`/proc/${gateway.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1]) * 1024;
}

async function connect(): Promise<{ client: WebSocket; desktop: Socket }> {
  const client = new WebSocket(url, { ca, perMessageDeflate: false });
  client.on('error', () => undefined);
  await once(client, 'open');
  client.send('{"type":"open","ticket":"none"}');
  await once(client, 'message');
  client.send(viewerReply);
  await expect.poll(() => accepted.length).toBeGreaterThan(0);
  const desktop = accepted.shift();
  if (!desktop) throw new Error('There is no desktop.');
  return { client, desktop };
}

/** The most that the gateway has grown by in the time. */
async function growth(before: number): Promise<number> {
  let most = 0;
  for (const end = performance.now() + RUN_MS; performance.now() < end; await delay(100)) {
    most = Math.max(most, residentBytes() - before);
  }
  return most;
}

describe("a gateway's memory", () => {
  test('does not grow with a desktop that sends as fast as it can to a client that reads nothing', async () => {
    const { client, desktop } = await connect();
    const before = residentBytes();
    client.pause();
    let taken = 0;
    const block = picture(Buffer.alloc(MIB));
    const fill = () => {
      while (desktop.write(block)) taken += 1;
    };
    desktop.on('drain', fill);
    fill();
    expect(await growth(before)).toBeLessThan(GROWTH_MAX);
    expect(taken).toBeLessThan(64);
    client.terminate();
  }, 20_000);

  test('does not grow with a client that sends as fast as it can to a desktop that reads nothing', async () => {
    const { client, desktop } = await connect();
    desktop.pause();
    const before = residentBytes();
    const block = cutText(6, Buffer.alloc(60_000));
    // More than the growth that is allowed, and then some; it waits in this process.
    for (let count = 0; count < 5000; count++) client.send(block);
    expect(await growth(before)).toBeLessThan(GROWTH_MAX);
    expect(client.bufferedAmount).toBeGreaterThan(200 * MIB);
    client.terminate();
    desktop.destroy();
  }, 20_000);

  test('does not grow with a client that says more and more that is held back', async () => {
    const { client } = await connect();
    const before = residentBytes();
    // A provision of nearly the largest size, in pieces that are small, and the end of it never comes.
    client.send(Buffer.concat([Buffer.from([6, 0, 0, 0]), int32(-18 * MIB), int32(clipboardFlags.PROVIDE)]));
    const piece = Buffer.alloc(100, 7);
    for (let count = 0; count < 150_000; count++) client.send(piece);
    expect(await growth(before)).toBeLessThan(GROWTH_MAX);
    client.terminate();
  }, 20_000);
});
