import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../server/src/base/log.ts';
import { CertificateAuthority } from '../server/src/base/pki.ts';
import { EngineApi } from '../server/src/engine/api.ts';
import {
  connectEngine,
  type Engine,
  EngineDaemon,
  EngineError,
  type InstanceSpec,
  type LifecycleEvent,
  waitUntilBooted,
} from '../server/src/engine/index.ts';
import { Transport } from '../server/src/engine/transport.ts';
import { minimalImage } from './support/minimalImage.ts';

const run = promisify(execFile);
const log = createLogger('test', 'silent');
const stateDirectory = join(tmpdir(), 'alcove-e2e-engine');
const options = { stateDirectory, poolSizeGib: 20, log };

const HTTPS_PORT = 47_443;

let daemon: EngineDaemon;
let engine: Engine;

beforeAll(async () => {
  const image = await minimalImage();
  // What a killed run has left.
  await EngineDaemon.destroy(options);
  daemon = await EngineDaemon.start(options);
  engine = await connectEngine({ address: daemon.address, pool: daemon.pool });
  await engine.ensureImage(image);
});

afterAll(async () => {
  engine?.close();
  daemon?.release();
  await EngineDaemon.destroy(options);
});

function specification(name: string, changes: Partial<InstanceSpec> = {}): InstanceSpec {
  return {
    name,
    imageAlias: 'test-minimal',
    labels: { idempotencyKey: `${name}-1`, room: 'test' },
    cpus: 1,
    memoryMib: 512,
    rootSizeGib: 4,
    interfaces: [],
    ...changes,
  };
}

/** Creates, starts and boots an instance that goes away with the test. */
async function boot(name: string, changes: Partial<InstanceSpec> = {}): Promise<void> {
  onTestFinished(() => engine.deleteInstance(name));
  await engine.createInstance(specification(name, changes));
  await engine.start(name);
  expect(await waitUntilBooted(engine, name, { timeoutSeconds: 30 })).toBe('running');
}

async function daemonPid(): Promise<number> {
  const { stdout } = await run('pgrep', ['--full', '--', `--logfile ${join(stateDirectory, 'engine.log')}`]);
  return Number(stdout);
}

describe('images', () => {
  test('a second import and a second alias of the same files are no conflict', async () => {
    const image = await minimalImage();
    await engine.ensureImage(image);
    await engine.ensureImage({ ...image, alias: 'test-other' });
    expect(await engine.imageExists('test-other')).toBe(true);
    expect(await engine.imageExists('test-none')).toBe(false);
  });

  test('deleting an image that is not there is done', async () => {
    await engine.deleteImage('test-none');
  });
});

describe('the life of an instance', () => {
  test('it is created once per idempotency key', async () => {
    const spec = specification('life-1');
    onTestFinished(() => engine.deleteInstance('life-1'));
    await engine.createInstance(spec);
    await engine.createInstance(spec);
    const other = { ...spec, labels: { idempotencyKey: 'other' } };
    await expect(engine.createInstance(other)).rejects.toMatchObject({ name: 'EngineError', status: 409 });
    expect(await engine.instance('life-1')).toEqual({
      name: 'life-1',
      status: 'Stopped',
      labels: { idempotencyKey: 'life-1-1', room: 'test' },
    });
    expect((await engine.instances({ room: 'test' })).map(({ name }) => name)).toEqual(['life-1']);
    expect(await engine.instances({ room: 'elsewhere' })).toEqual([]);
  });

  test('it starts, freezes, thaws, stops and goes, each as often as one asks', async () => {
    await boot('life-2');
    const statusOf = async () => (await engine.instance('life-2'))?.status;
    await engine.start('life-2');
    expect(await statusOf()).toBe('Running');
    await engine.freeze('life-2');
    await engine.freeze('life-2');
    expect(await statusOf()).toBe('Frozen');
    await engine.thaw('life-2');
    await engine.thaw('life-2');
    expect(await statusOf()).toBe('Running');
    await engine.freeze('life-2');
    await engine.stop('life-2', { timeoutSeconds: 20 });
    await engine.stop('life-2', { timeoutSeconds: 20 });
    expect(await statusOf()).toBe('Stopped');
    await engine.deleteInstance('life-2');
    await engine.deleteInstance('life-2');
    expect(await engine.instance('life-2')).toBeUndefined();
  });

  test('its limits hold inside', async () => {
    await boot('life-3', { memoryMib: 300 });
    const { stdout } = await engine.execute('life-3', ['cat', '/sys/fs/cgroup/memory.max', '/proc/meminfo']);
    expect(stdout).toMatch(/MemTotal: +307200 kB|^314572800$/m);
  });

  test('an instance that nobody made cannot be started', async () => {
    await expect(engine.start('life-none')).rejects.toMatchObject({ status: 404 });
  });

  test('a creation that was given up leaves nothing that hinders the next', async () => {
    onTestFinished(() => engine.deleteInstance('life-4'));
    const aborted = engine.createInstance(specification('life-4'), AbortSignal.timeout(20));
    await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' });
    await engine.createInstance(specification('life-4'));
    await engine.start('life-4');
  });
});

describe('commands', () => {
  test('input, output, errors and exit code pass', async () => {
    await boot('exec-1');
    const script = 'cat; echo "$GREETING" >&2; exit 3';
    const result = await engine.execute('exec-1', ['sh', '-c', script], {
      stdin: 'in\n',
      environment: { GREETING: 'hello' },
    });
    expect(result).toEqual({ exitCode: 3, stdout: 'in\n', stderr: 'hello\n' });
    const large = await engine.execute('exec-1', ['wc', '-c'], { stdin: Buffer.alloc(5_000_000, 1) });
    expect(large.stdout).toBe('5000000\n');
  });

  test('a command that takes too long, or is given up, is killed', async () => {
    await boot('exec-2');
    await expect(engine.execute('exec-2', ['sleep', '1001'], { timeoutSeconds: 0.5 })).rejects.toMatchObject({
      status: 408,
    });
    await expect(
      engine.execute('exec-2', ['sleep', '1002'], { signal: AbortSignal.timeout(500) }),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect
      .poll(async () => (await engine.execute('exec-2', ['sh', '-c', 'cat /proc/[0-9]*/comm'])).stdout)
      .not.toContain('sleep');
  });

  test('a guest cannot fill our memory', async () => {
    await boot('exec-3');
    await expect(engine.execute('exec-3', ['cat', '/dev/zero'])).rejects.toMatchObject({ status: 413 });
  });

  test('an unknown program and a stopped instance are refused', async () => {
    await boot('exec-4');
    await expect(engine.execute('exec-4', ['no-such-program'])).rejects.toBeInstanceOf(EngineError);
    await engine.stop('exec-4', { timeoutSeconds: 0 });
    await expect(engine.execute('exec-4', ['true'])).rejects.toBeInstanceOf(EngineError);
  });
});

describe('files', () => {
  test('owner, mode and content are those of the latest writing, running or not', async () => {
    onTestFinished(() => engine.deleteInstance('file-1'));
    await engine.createInstance(specification('file-1'));
    await engine.makeDirectory('file-1', { path: '/etc/test', mode: 0o700 });
    await engine.makeDirectory('file-1', { path: '/etc/test', mode: 0o700 });
    await engine.writeFile('file-1', { path: '/etc/test/a', content: 'first', uid: 5, gid: 6, mode: 0o600 });
    await engine.start('file-1');
    const stat = ['stat', '--format=%u %g %a %s', '/etc/test/a'];
    expect((await engine.execute('file-1', stat)).stdout).toBe('5 6 600 5\n');
    await engine.writeFile('file-1', { path: '/etc/test/a', content: Buffer.from('second') });
    expect((await engine.execute('file-1', stat)).stdout).toBe('0 0 644 6\n');
    expect(String(await engine.readFile('file-1', '/etc/test/a'))).toBe('second');
  });

  test('what is not there, or not a file, is told apart', async () => {
    await boot('file-2');
    expect(await engine.readFile('file-2', '/etc/none')).toBeUndefined();
    await expect(engine.readFile('file-2', '/etc')).rejects.toMatchObject({ status: 400 });
    await expect(engine.readFile('file-none', '/etc/passwd')).rejects.toMatchObject({ status: 404 });
    await expect(engine.writeFile('file-2', { path: '/none/a', content: '' })).rejects.toMatchObject({
      status: 404,
    });
  });
});

test('lifecycle events arrive, and after a reconnect the word to look again', async () => {
  const events: (LifecycleEvent | undefined)[] = [];
  const watcher = engine.watch((event) => events.push(event));
  onTestFinished(() => watcher.close());
  await boot('event-1');
  await engine.execute('event-1', ['systemctl', 'poweroff']).catch(() => undefined);
  await expect
    .poll(() => events, { timeout: 20_000 })
    .toContainEqual({ action: 'instance-shutdown', instanceName: 'event-1' });
  expect(events).toContainEqual({ action: 'instance-started', instanceName: 'event-1' });
  expect(events).not.toContain(undefined);
  process.kill(await daemonPid(), 'SIGKILL');
  await expect.poll(() => events, { timeout: 30_000 }).toContain(undefined);
});

describe('the daemon', () => {
  test('killed, it is started again while instances run on', async () => {
    await boot('kill-1');
    const before = await daemonPid();
    process.kill(before, 'SIGKILL');
    await expect.poll(daemonPid, { timeout: 30_000 }).not.toBe(before);
    await expect
      .poll(async () => (await engine.execute('kill-1', ['cat', '/proc/uptime'])).exitCode, {
        timeout: 30_000,
      })
      .toBe(0);
  });

  test('killed in the middle of a creation, the next creation is whole', async () => {
    onTestFinished(() => engine.deleteInstance('kill-2'));
    const first = engine.createInstance(specification('kill-2')).catch((error: unknown) => error);
    await expect
      .poll(() => existsSync(join(stateDirectory, 'data/storage-pools/alcove/containers/kill-2')))
      .toBe(true);
    process.kill(await daemonPid(), 'SIGKILL');
    await first;
    const answers = () =>
      engine.instances().then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 30_000 }).toBe(true);
    await engine.createInstance(specification('kill-2'));
    await engine.start('kill-2');
    await waitUntilBooted(engine, 'kill-2', { timeoutSeconds: 30 });
  });

  test('stopped with its instances kept, the next one finds them running', async () => {
    await boot('keep-1');
    await daemon.stop({ instances: 'keep' });
    daemon = await EngineDaemon.start(options);
    expect((await engine.instance('keep-1'))?.status).toBe('Running');
    await daemon.stop({ instances: 'stop' });
    daemon = await EngineDaemon.start(options);
    expect((await engine.instance('keep-1'))?.status).toBe('Stopped');
  });

  test('a second start adopts the one that runs', async () => {
    const before = await daemonPid();
    daemon.release();
    daemon = await EngineDaemon.start(options);
    expect(await daemonPid()).toBe(before);
  });

  test('two run side by side, and destroying one leaves the other alone', async () => {
    const other = { ...options, stateDirectory: `${stateDirectory}-2` };
    onTestFinished(() => EngineDaemon.destroy(other));
    const second = await EngineDaemon.start(other);
    const client = await connectEngine({ address: second.address, pool: second.pool });
    onTestFinished(() => client.close());
    await client.ensureImage(await minimalImage());
    await boot('side-1');
    await client.createInstance(specification('side-1'));
    await client.start('side-1');
    await second.stop({ instances: 'keep' });
    await EngineDaemon.destroy(other);
    expect(existsSync(other.stateDirectory)).toBe(false);
    const traces = await Promise.all([
      readFile('/proc/self/mountinfo', 'utf8'),
      run('losetup', ['--list', '--noheadings']).then(({ stdout }) => stdout),
      run('ps', ['-eo', 'args']).then(({ stdout }) => stdout),
    ]);
    for (const trace of traces) expect(trace).not.toContain(`${other.stateDirectory}/`);
    expect((await engine.execute('side-1', ['true'])).exitCode).toBe(0);
  });

  test('too long a path is refused with the reason', async () => {
    const long = { ...options, stateDirectory: join(stateDirectory, 'x'.repeat(100)) };
    await expect(EngineDaemon.start(long)).rejects.toThrow(/too long/);
  });
});

test('another server is reached by its address and a client certificate that it trusts', async () => {
  const api = new EngineApi(new Transport(daemon.address));
  onTestFinished(() => api.close());
  const { environment } = await api.get(
    '/1.0',
    z.object({ environment: z.object({ certificate: z.string() }) }),
  );
  await api.call('PATCH', '/1.0', { config: { 'core.https_address': `127.0.0.1:${HTTPS_PORT}` } });
  const client = await CertificateAuthority.create('client', new Date());
  const address = {
    kind: 'https',
    url: `https://127.0.0.1:${HTTPS_PORT}`,
    certificate: client.certificatePem,
    key: client.privateKeyPem,
    serverCertificate: environment.certificate,
  } as const;
  await expect(connectEngine({ address, pool: daemon.pool })).rejects.toMatchObject({ status: 403 });
  const certificate = client.certificatePem.replace(/-----[A-Z ]+-----|\s/g, '');
  await api.call('POST', '/1.0/certificates', { name: 'test', type: 'client', certificate });
  const remote = await connectEngine({ address, pool: daemon.pool });
  onTestFinished(() => remote.close());
  await boot('remote-1');
  expect(await remote.execute('remote-1', ['cat'], { stdin: 'over TLS' })).toMatchObject({
    stdout: 'over TLS',
  });
  const wrong = { ...address, serverCertificate: client.certificatePem };
  await expect(connectEngine({ address: wrong, pool: daemon.pool })).rejects.toMatchObject({ status: 503 });
});
