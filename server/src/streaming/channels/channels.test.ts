import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { own } from '../../access/tables.ts';
import { testDirectory } from '../../access/testing.ts';
import { changeSessionPolicy, type SessionPolicyPart } from '../../workspaces/index.ts';
import type { ChannelRequest } from '../model/channels.ts';
import { useGateway } from '../testing-gateway.ts';
import { FakeAgent, FakeChannelClient } from './testing.ts';

const desktopAddress = '127.0.8.25';
const agentSecret = 'c5'.repeat(32);
const at = useGateway(desktopAddress, agentSecret);

let agent: FakeAgent;
beforeEach(async () => {
  const workspaceId = 'ws-aaaaaaaaa';
  const identity = await at.authority.issue({ commonName: workspaceId, dnsNames: [workspaceId] });
  agent = await FakeAgent.start(desktopAddress, 8300, identity);
  await setPolicy({});
});
afterEach(() => agent.close());

const newClient = () => new FakeChannelClient(at.gateway.url, at.authority.certificatePem);

/** A stream, and the token for its channels. */
async function connected() {
  const { viewer, desktop } = await at.connect();
  const { channelToken } = JSON.parse(viewer.texts[0] ?? '') as { channelToken: string };
  return { viewer, desktop, channelToken };
}

/** A channel that is open, on both of its ends. */
async function opened(channelToken: string, request: ChannelRequest) {
  const client = newClient();
  await client.open(channelToken, request);
  expect(client.texts).toEqual(['{"type":"ready"}']);
  return { client, ...(await agent.next()) };
}

async function refused(channelToken: string, request: ChannelRequest) {
  const client = newClient();
  await client.ask(channelToken, request);
  const end = await client.closed;
  expect(client.texts).toEqual([]);
  return end;
}

const setPolicy = (part: SessionPolicyPart) =>
  changeSessionPolicy(
    at.database,
    { accountId: '000000000000', region: 'us-east-1' },
    testDirectory.directoryId,
    () => part,
  );

const notAllowed = { code: 4010, reason: 'NOT_ALLOWED' };

describe('a channel', () => {
  test('carries bytes both ways, unchanged, behind the agent’s secret', async () => {
    const { channelToken } = await connected();
    const { client, request, socket } = await opened(channelToken, {
      ...{ channel: 'files', action: 'upload', name: 'ä b.txt', size: 500_000 },
    });
    expect(request).toEqual({
      ...{ secret: agentSecret, channel: 'files', action: 'upload', name: 'ä b.txt', size: 500_000 },
    });
    const content = randomBytes(500_000);
    for (let offset = 0; offset < content.length; offset += 50_000) {
      client.webSocket.send(content.subarray(offset, offset + 50_000));
    }
    const arrived: Buffer[] = [];
    socket.on('data', (data: Buffer) => arrived.push(data)).resume();
    await vi.waitFor(() => expect(Buffer.concat(arrived)).toEqual(content), { timeout: 10_000 });
    socket.end('stored');
    expect((await client.read(6)).toString()).toBe('stored');
    expect(await client.closed).toEqual({ code: 1000, reason: 'DONE' });
  });

  test('counts for the bytes of its connection', async () => {
    const { viewer, channelToken } = await connected();
    const { client, socket } = await opened(channelToken, { channel: 'sound' });
    socket.write(Buffer.alloc(123_456));
    await client.read(123_456);
    viewer.webSocket.close();
    await vi.waitFor(async () => {
      const rows = own(at.database).selectFrom('access.connection').select(['bytes_to_client', 'ended_at']);
      const { ended_at, bytes_to_client } = await rows.executeTakeFirstOrThrow();
      expect(ended_at).not.toBeNull();
      expect(Number(bytes_to_client)).toBeGreaterThan(123_456);
    });
  });

  test('what the agent says right behind its answer is not lost', async () => {
    agent.answer = '{"ok":true}\nfirst';
    const { channelToken } = await connected();
    const { client } = await opened(channelToken, { channel: 'sound' });
    expect((await client.read(5)).toString()).toBe('first');
  });

  test('ends with its connection, however that ends', async () => {
    const { viewer, channelToken } = await connected();
    const { client, socket } = await opened(channelToken, { channel: 'sound' });
    const gone = once(socket, 'close');
    socket.resume();
    viewer.webSocket.close();
    expect((await client.closed).code).toBe(4003);
    await gone;
    expect((await refused(channelToken, { channel: 'sound' })).code).toBe(4003);
  });

  test('ends at the desktop when the client goes', async () => {
    const { channelToken } = await connected();
    const { client, socket } = await opened(channelToken, { channel: 'sound' });
    const gone = once(socket, 'close');
    socket.resume();
    client.webSocket.terminate();
    await gone;
  });

  test('there is one of most kinds, and some for files', async () => {
    const { channelToken } = await connected();
    await opened(channelToken, { channel: 'sound' });
    expect((await refused(channelToken, { channel: 'sound' })).code).toBe(4011);
    const list: ChannelRequest = { channel: 'files', action: 'list' };
    for (let i = 0; i < 4; i++) await opened(channelToken, list);
    expect((await refused(channelToken, list)).code).toBe(4011);
  });

  test('says why the desktop refuses it, in words that we know', async () => {
    const { channelToken } = await connected();
    agent.answer = '{"ok":false,"code":"NotAvailable"}\n';
    expect(await refused(channelToken, { channel: 'camera' })).toEqual({
      code: 4012,
      reason: 'NotAvailable',
    });
    agent.answer = '{"ok":false,"code":"<script>"}\n';
    expect(await refused(channelToken, { channel: 'camera' })).toEqual({ code: 4012, reason: 'Failed' });
    agent.answer = `${'x'.repeat(3000)}`;
    expect((await refused(channelToken, { channel: 'camera' })).code).toBe(4004);
  });

  test('is not opened to a desktop with another certificate, which never sees the secret', async () => {
    await agent.close();
    const other = await at.authority.issue({ commonName: 'other', dnsNames: ['ws-bbbbbbbbb'] });
    agent = await FakeAgent.start(desktopAddress, 8300, other);
    let heard = false;
    void agent.next().then(() => {
      heard = true;
    });
    const { channelToken } = await connected();
    expect((await refused(channelToken, { channel: 'sound' })).code).toBe(4004);
    expect(heard).toBe(false);
  });

  test.each([
    ['nonsense', 1002],
    [JSON.stringify({ type: 'open', channelToken: 'x', channel: 'sound' }), 4003],
    [JSON.stringify({ type: 'open', channelToken: 'x', channel: 'shell' }), 1002],
    [
      JSON.stringify({ type: 'open', channelToken: 'x', channel: 'files', action: 'delete', name: 'x' }),
      1002,
    ],
    [JSON.stringify({ type: 'open', channelToken: 'x', channel: 'files', action: 'upload', size: -1 }), 1002],
    [Buffer.from('x'), 1002],
  ])('does not begin with %s', async (first, code) => {
    const client = newClient();
    await client.say(first);
    expect((await client.closed).code).toBe(code);
    expect(agent.connections).toBe(0);
  });

  test('a desktop that does not listen does not hold the client up', async () => {
    const { channelToken } = await connected();
    const upload: ChannelRequest = { channel: 'files', action: 'upload', name: 'x', size: 1e9 };
    const { client, socket } = await opened(channelToken, upload);
    socket.pause();
    const chunk = Buffer.alloc(60_000);
    for (let i = 0; i < 500; i++) client.webSocket.send(chunk);
    const before = process.memoryUsage().rss;
    await vi.waitFor(() => expect(client.webSocket.bufferedAmount).toBeGreaterThan(10_000_000));
    expect(process.memoryUsage().rss - before).toBeLessThan(20_000_000);
  });
});

describe('a client that ignores the policy gets nothing through', () => {
  test.each<[string, SessionPolicyPart, ChannelRequest]>([
    ['microphone', { audioIn: false }, { channel: 'microphone' }],
    ['camera', { videoIn: false }, { channel: 'camera' }],
    ['printer', { printing: false }, { channel: 'print' }],
    ['time zone', { timeZoneRedirection: false }, { channel: 'timezone', zone: 'Europe/Berlin' }],
    ['upload', { fileTransfer: 'FROM_DESKTOP' }, { channel: 'files', action: 'upload', name: 'x', size: 1 }],
    ['download', { fileTransfer: 'TO_DESKTOP' }, { channel: 'files', action: 'download', name: 'x' }],
    ['list', { fileTransfer: 'OFF' }, { channel: 'files', action: 'list' }],
    ['copied picture', { clipboard: 'TO_DESKTOP' }, { channel: 'clipboard', action: 'get' }],
    ['pasted picture', { clipboard: 'FROM_DESKTOP' }, { channel: 'clipboard', action: 'put', size: 1 }],
    ['large picture', { clipboardBytesMax: 10 }, { channel: 'clipboard', action: 'put', size: 11 }],
  ])('%s', async (_what, change, request) => {
    await setPolicy(change);
    const { channelToken } = await connected();
    expect(await refused(channelToken, request)).toEqual(notAllowed);
    expect(agent.connections).toBe(0);
  });

  test('a policy that becomes narrower ends what is under way', async () => {
    const { channelToken } = await connected();
    const { client, socket } = await opened(channelToken, { channel: 'microphone' });
    const gone = once(socket, 'close');
    socket.resume();
    await setPolicy({ audioIn: false });
    expect(await client.closed).toEqual(notAllowed);
    await gone;
  });

  test('nothing goes up on a channel that fetches, even if the desktop would take it', async () => {
    await setPolicy({ fileTransfer: 'FROM_DESKTOP' });
    const { channelToken } = await connected();
    const { client, socket } = await opened(channelToken, {
      channel: 'files',
      action: 'download',
      name: 'x',
    });
    let arrived = 0;
    socket.on('data', (data: Buffer) => (arrived += data.length)).resume();
    const gone = once(socket, 'close');
    client.webSocket.send(Buffer.from('smuggled'));
    expect(await client.closed).toEqual(notAllowed);
    await gone;
    expect(arrived).toBe(0);
  });

  test('nothing comes down on a channel that brings, even if the desktop sends it', async () => {
    await setPolicy({ fileTransfer: 'TO_DESKTOP' });
    const { channelToken } = await connected();
    const upload: ChannelRequest = { channel: 'files', action: 'upload', name: 'x', size: 10 };
    const { client, socket } = await opened(channelToken, upload);
    socket.write(Buffer.alloc(200_000));
    expect(await client.closed).toEqual(notAllowed);
    expect(client.received.length).toBeLessThanOrEqual(64 * 1024);
  });

  test('a picture is no larger than it was said to be', async () => {
    const { channelToken } = await connected();
    const put: ChannelRequest = { channel: 'clipboard', action: 'put', size: 10 };
    const { client } = await opened(channelToken, put);
    for (let i = 0; i < 10; i++) client.webSocket.send(Buffer.alloc(60_000));
    expect(await client.closed).toEqual(notAllowed);
  });
});
