import { mkdtemp, rm } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { EngineApi } from './api.ts';
import { connectEngine } from './client.ts';
import type { LifecycleEvent } from './engine.ts';
import { Transport } from './transport.ts';

const OPERATION = '1f3c';
const RUNNING = 103;
const SUCCESS = 200;
const FAILURE = 400;

/** An engine of a few lines on a unix socket, whose events and operations the test decides. */
class FakeEngine {
  socketPath = '';
  /** Answers by `METHOD path`. */
  readonly answers = new Map<string, () => unknown>();
  readonly requests: string[] = [];
  readonly #server = http.createServer((request, response) => this.#answer(request, response));
  readonly #sockets = new WebSocketServer({ server: this.#server });
  #directory = '';

  async start(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'engine-'));
    this.socketPath = join(this.#directory, 'unix.socket');
    await new Promise<void>((resolve) => this.#server.listen(this.socketPath, resolve));
  }

  async close(): Promise<void> {
    this.dropListeners();
    this.#server.closeAllConnections();
    this.#server.close();
    await rm(this.#directory, { recursive: true });
  }

  get listeners(): Set<WebSocket> {
    return this.#sockets.clients;
  }

  emit(event: unknown): void {
    for (const socket of this.listeners) socket.send(JSON.stringify(event));
  }

  dropListeners(): void {
    for (const socket of this.listeners) socket.terminate();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const key = `${request.method} ${request.url}`;
    this.requests.push(key);
    const answer = this.answers.get(key);
    const body = answer ? answer() : { type: 'error', error: 'not found', error_code: 404 };
    response.setHeader('content-type', 'application/json');
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

function operation(statusCode: number, changes: object = {}) {
  return { id: OPERATION, class: 'task', status_code: statusCode, err: '', metadata: null, ...changes };
}

let fake: FakeEngine;
let api: EngineApi;

beforeEach(async () => {
  fake = new FakeEngine();
  await fake.start();
  api = new EngineApi(new Transport({ kind: 'unix', socketPath: fake.socketPath }));
  fake.answers.set('POST /1.0/things', () => ({ type: 'async', metadata: operation(RUNNING) }));
  fake.answers.set(`GET /1.0/operations/${OPERATION}`, () => ({
    type: 'sync',
    metadata: operation(RUNNING),
  }));
  await expect.poll(() => fake.listeners.size).toBe(1);
});

afterEach(async () => {
  api.close();
  await fake.close();
});

async function lookedAt(times: number): Promise<void> {
  const look = `GET /1.0/operations/${OPERATION}`;
  await expect.poll(() => fake.requests.filter((request) => request === look).length).toBe(times);
}

describe('an operation', () => {
  test('ends with the event that says so', async () => {
    const result = api.call('POST', '/1.0/things');
    await lookedAt(1);
    fake.emit({ type: 'operation', metadata: operation(RUNNING) });
    fake.emit({ type: 'operation', metadata: operation(SUCCESS, { id: 'another' }) });
    fake.emit({ type: 'operation', metadata: operation(SUCCESS, { metadata: { fingerprint: 'f' } }) });
    expect(await result).toEqual({ fingerprint: 'f' });
  });

  test('that ended before we listened is seen all the same', async () => {
    const ended = { type: 'sync', metadata: operation(SUCCESS, { metadata: { early: true } }) };
    fake.answers.set(`GET /1.0/operations/${OPERATION}`, () => ended);
    expect(await api.call('POST', '/1.0/things')).toEqual({ early: true });
  });

  test('that ended while the stream was cut is looked at after the reconnect', async () => {
    const result = api.call('POST', '/1.0/things');
    await lookedAt(1);
    fake.answers.set(`GET /1.0/operations/${OPERATION}`, () => ({
      type: 'sync',
      metadata: operation(SUCCESS),
    }));
    fake.dropListeners();
    expect(await result).toBeNull();
  });

  test("fails with the engine's reason", async () => {
    const result = api.call('POST', '/1.0/things');
    await lookedAt(1);
    fake.emit({ type: 'operation', metadata: operation(FAILURE, { err: 'disk full' }) });
    await expect(result).rejects.toMatchObject({ name: 'EngineError', message: 'disk full', status: 400 });
  });

  test('that a restarted engine does not know any more is lost', async () => {
    fake.answers.delete(`GET /1.0/operations/${OPERATION}`);
    await expect(api.call('POST', '/1.0/things')).rejects.toMatchObject({ status: 503 });
  });

  test('is cancelled when its caller gives up', async () => {
    const controller = new AbortController();
    const result = api.call('POST', '/1.0/things', undefined, controller.signal);
    await lookedAt(1);
    controller.abort(new Error('enough'));
    await expect(result).rejects.toThrow('enough');
    await expect.poll(() => fake.requests).toContain(`DELETE /1.0/operations/${OPERATION}`);
  });

  test('fails when we close', async () => {
    const result = api.call('POST', '/1.0/things');
    await lookedAt(1);
    api.close();
    await expect(result).rejects.toMatchObject({ status: 503 });
  });
});

describe('an answer', () => {
  test('that refuses keeps its reason and status', async () => {
    fake.answers.set('GET /1.0/things', () => ({ type: 'error', error: 'busy', error_code: 409 }));
    await expect(api.call('GET', '/1.0/things')).rejects.toMatchObject({ message: 'busy', status: 409 });
  });

  test.each(['no json', '{"type":"other"}'])('of another form (%s) is not taken for one', async (text) => {
    fake.answers.set('GET /1.0/things', () => text);
    await expect(api.call('GET', '/1.0/things')).rejects.toMatchObject({ status: 502 });
  });

  test('of a daemon that is not there is 503', async () => {
    const nobody = new EngineApi(new Transport({ kind: 'unix', socketPath: '/nonexistent/socket' }));
    await expect(nobody.call('GET', '/1.0')).rejects.toMatchObject({ name: 'EngineError', status: 503 });
    nobody.close();
  });
});

describe('connecting', () => {
  const extensions = ['instances', 'storage', 'event_lifecycle', 'instance_nic_bridged_port_isolation'];
  const server = (changes: object = {}) => ({
    type: 'sync',
    metadata: {
      api_extensions: extensions,
      auth: 'trusted',
      environment: { server: 'incus', server_version: '6.0' },
      ...changes,
    },
  });
  const connect = () => connectEngine({ address: { kind: 'unix', socketPath: fake.socketPath }, pool: 'p' });

  test('tells the kind of the engine and what it can do', async () => {
    fake.answers.set('GET /1.0', () => server());
    const engine = await connect();
    expect(await engine.information()).toEqual({
      kind: 'incus',
      version: '6.0',
      extensions: new Set(extensions),
    });
    engine.close();
  });

  test('refuses an engine that does not trust us, or can too little', async () => {
    fake.answers.set('GET /1.0', () => server({ auth: 'untrusted' }));
    await expect(connect()).rejects.toMatchObject({ status: 403 });
    fake.answers.set('GET /1.0', () => server({ api_extensions: ['instances'] }));
    await expect(connect()).rejects.toMatchObject({
      status: 501,
      message: expect.stringContaining('storage'),
    });
  });

  test('lifecycle events of instances reach the watcher, and the word to look again', async () => {
    fake.answers.set('GET /1.0', () => server());
    const engine = await connect();
    const events: (LifecycleEvent | undefined)[] = [];
    const watcher = engine.watch((event) => events.push(event));
    await expect.poll(() => fake.listeners.size).toBe(2);
    const lifecycle = (action: string, source: string) =>
      fake.emit({ type: 'lifecycle', metadata: { action, source } });
    lifecycle('instance-started', '/1.0/instances/ws-1?project=default');
    lifecycle('storage-volume-created', '/1.0/storage-pools/p/volumes/custom/v');
    await expect.poll(() => events).toContainEqual({ action: 'instance-started', instanceName: 'ws-1' });
    const before = events.length;
    fake.dropListeners();
    await expect.poll(() => events.slice(before)).toEqual([undefined]);
    watcher.close();
    engine.close();
  });
});
