import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { devicePortTls } from '../access/index.ts';
import { own } from '../access/tables.ts';
import { setState, testDirectory } from '../access/testing.ts';
import type { DeviceType } from '../base/deviceTypes.ts';
import { testCertificate } from '../base/testingCertificates.ts';
import { inTransaction } from '../database/database.ts';
import { serverInit } from '../streaming/testing.ts';
import { useGateway } from '../streaming/testing-gateway.ts';
import { readTrustedRoot } from '../workspaces/model/trustedRoots.ts';
import { chooseDeviceAccess, setTrustedTypes } from '../workspaces/store/deviceAccess.ts';
import { insertTrustedRoot } from '../workspaces/store/trustedRoots.ts';
import { type ConnectOptions, connect } from './connect.ts';
import { rememberedRegistrations } from './remembered.ts';
import { answers, Events, FakeVncViewer, vncFilePassword } from './testing.ts';

const at = useGateway('127.0.8.31');
const { directoryId, registrationCode } = testDirectory;
const PASSWORD = 'Password of ada';

let folder: string;
let ending: AbortController;
let running: Promise<unknown>[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alcove-unit-'));
  writeFileSync(join(folder, 'ca.pem'), at.authority.certificatePem);
  ending = new AbortController();
  running = [];
  await access('Linux', 'ALLOW');
});
afterEach(async () => {
  ending.abort();
  await Promise.allSettled(running);
  rmSync(folder, { recursive: true });
});

const access = (type: DeviceType, decision: 'ALLOW' | 'DENY') =>
  inTransaction(at.database, (transaction) =>
    chooseDeviceAccess(transaction, directoryId, { [type]: decision }),
  );

interface Start extends Partial<ConnectOptions> {
  text?: string | undefined;
  prompts?: ReturnType<typeof answers>;
}

/** Begins `alcove connect`; the promise is its exit code. */
function begin({ text = `workspaces://ada@${registrationCode}`, prompts, ...options }: Start = {}) {
  const events = new Events();
  const said: string[] = [];
  const all = { gateway: at.gateway.url, ca: join(folder, 'ca.pem'), port: 0, viewer: false, ...options };
  const ended = connect(text, all, {
    prompts: prompts ?? answers({ [PASSWORD]: ['right'] }),
    report: events.report,
    say: (sentence) => void said.push(sentence),
    settingsFile: join(folder, 'registrations.json'),
    platform: 'linux',
    signal: ending.signal,
    retryMs: 10,
  });
  running.push(ended);
  ended.catch(() => undefined);
  return { events, said, ended };
}

/** A viewer that shows the desktop, and the desktop's end. */
async function open(events: Events, count = 1) {
  const { port, password = '' } = await events.next('listening', count);
  return await openAt(port, password);
}

async function openAt(port: number, password: string) {
  const viewer = await FakeVncViewer.open(port, password);
  if (!viewer) throw new Error('The password was refused.');
  expect(await viewer.reader.read(serverInit.length)).toEqual(serverInit);
  return { viewer, port, password, desktop: await at.display.next() };
}

const sessions = () => own(at.database).selectFrom('access.session').selectAll().execute();

describe('the desktop', () => {
  test('is shown to a viewer with the password, and what both say goes through', async () => {
    const { events, ended } = begin();
    const { viewer, desktop } = await open(events);
    viewer.socket.write(keyEvent);
    expect(await new Promise((resolve) => desktop.once('data', resolve))).toEqual(keyEvent);
    const pixels = Buffer.alloc(300_000, 7);
    // A message that the gateway knows: it reads what passes.
    desktop.write(bell(pixels.length));
    expect(await viewer.reader.read(pixels.length)).toEqual(bell(pixels.length));
    ending.abort();
    expect(await ended).toBe(0);
    expect(await sessions()).toMatchObject([{ device_type: 'Linux', end_reason: 'SIGNED_OUT' }]);
    expect(events.all.map(({ event }) => event)).toEqual(['signedIn', 'listening', 'connected', 'ended']);
  });

  test('is not shown to others, who cannot guess for long', async () => {
    const { events, ended } = begin();
    const { port, password } = await events.next('listening');
    expect(password).toMatch(/^[A-Za-z0-9]{8}$/);
    for (let count = 0; count < 20; count++) {
      expect(await FakeVncViewer.open(port, 'wrong')).toBeUndefined();
    }
    await expect(ended).rejects.toMatchObject({ reason: 'PasswordGuessed', exitCode: 4 });
    expect(await sessions()).toMatchObject([{ end_reason: 'SIGNED_OUT' }]);
  });

  test('may be opened again after the viewer was closed, one viewer at a time', async () => {
    const { events } = begin();
    const { viewer, port, password } = await open(events);
    const second = await FakeVncViewer.open(port, password);
    await second?.closed;
    viewer.socket.destroy();
    await expect
      .poll(async () => (await own(at.database).selectFrom('access.connection').selectAll().execute()).length)
      .toBe(1);
    await expect
      .poll(async () => (await connections()).every(({ ended_at }) => ended_at !== null))
      .toBe(true);
    await openAt(port, password);
  });

  test('that is on its way is waited for', async () => {
    await setState(at.database, 'ws-aaaaaaaaa', 'STARTING');
    const { events } = begin();
    expect(await events.next('waiting')).toEqual({ event: 'waiting', state: 'STARTING' });
    await setState(at.database, 'ws-aaaaaaaaa', 'AVAILABLE');
    await open(events);
  });
});

describe('after a cut', () => {
  test('the desktop comes back with a new ticket', async () => {
    const { events } = begin();
    const { viewer, port, password } = await open(events);
    const { url } = at.gateway;
    await at.gateway.close();
    await viewer.closed;
    expect(await events.next('cut')).toMatchObject({ reason: 'GATEWAY_STOPPED' });
    at.gateway = await at.startGateway({ listenPort: Number(new URL(url).port) });
    await openAt(port, password);
  });

  test('a viewer of ours is started again', async () => {
    const viewer = fakeProgram('echo "$3" "$(od -An -v -tx1 "$2" | tr -d " ")" >>OUT; exec sleep 600');
    const { events, ended } = begin({ viewer: viewer.path });
    const { port, password } = await events.next('listening');
    expect(password).toBeUndefined();
    await expect.poll(() => viewer.lines()).toHaveLength(1);
    const [first] = viewer.lines();
    expect(first).toContain(`127.0.0.1::${port} `);
    const { viewer: shown } = await openAt(port, passwordOf(first));
    const { url } = at.gateway;
    await at.gateway.close();
    await shown.closed;
    at.gateway = await at.startGateway({ listenPort: Number(new URL(url).port) });
    await expect.poll(() => viewer.lines(), { timeout: 10_000 }).toEqual([first, first]);
    await openAt(port, passwordOf(first));
    ending.abort();
    expect(await ended).toBe(0);
  });

  test('by another client it is over, in words', async () => {
    const { events, ended } = begin();
    const { viewer } = await open(events);
    await at.connect();
    await viewer.closed;
    await expect(ended).rejects.toMatchObject({
      reason: 'TAKEN_OVER',
      exitCode: 4,
      message: 'Your WorkSpace was opened from another place.',
    });
  });
});

describe('a viewer of ours', () => {
  test('that is closed ends it, and signs out', async () => {
    const viewer = fakeProgram('exit 0');
    const { ended } = begin({ viewer: viewer.path });
    expect(await ended).toBe(0);
    expect(await sessions()).toMatchObject([{ end_reason: 'SIGNED_OUT' }]);
  });

  test('that is killed after it has shown the desktop was closed too', async () => {
    const viewer = fakeProgram(
      'od -An -v -tx1 "$2" | tr -d " " >>OUT; while [ -e OUT ]; do sleep 0.02; done; exit 1',
    );
    const { events, ended } = begin({ viewer: viewer.path });
    const { port } = await events.next('listening');
    await expect.poll(() => viewer.lines()).toHaveLength(1);
    const { viewer: shown } = await openAt(port, passwordOf(`_ ${viewer.lines()[0]}`));
    rmSync(viewer.out);
    shown.socket.destroy();
    expect(await ended).toBe(0);
    expect(events.all.map(({ event }) => event)).not.toContain('viewerFailed');
  });

  test('that cannot be started leaves the port to another one', async () => {
    const { events } = begin({ viewer: '/nowhere/viewer' });
    expect((await events.next('viewerFailed')).message).toContain('/nowhere/viewer cannot be started');
    expect((await events.next('listening')).password).toBeUndefined();
    await open(events, 2);
  });
});

describe('signing in', () => {
  test('asks for what is missing, and remembers what is no secret', async () => {
    const prompts = answers({ 'User name in corp.example.com': ['ada'], [PASSWORD]: ['right'] });
    const { events } = begin({ text: registrationCode.toUpperCase(), prompts });
    await events.next('listening');
    const file = join(folder, 'registrations.json');
    expect(rememberedRegistrations(file)).toEqual([
      { gatewayUrl: at.gateway.url, registrationCode, userName: 'ada' },
    ]);
    expect(readFileSync(file, 'utf8')).not.toContain('right');

    const again = begin({ text: undefined, gateway: undefined });
    await again.events.next('listening');
  });

  test('lets a person try three times, and a script once', async () => {
    const { said, ended } = begin({ prompts: answers({ [PASSWORD]: ['wrong', 'wrong', 'wrong', 'right'] }) });
    await expect(ended).rejects.toMatchObject({ reason: 'SignInRejected', exitCode: 2 });
    expect(said).toHaveLength(2);
    const script = answers({ [PASSWORD]: ['wrong', 'right'] }, false);
    await expect(begin({ prompts: script }).ended).rejects.toMatchObject({ reason: 'SignInRejected' });
    expect(script.asked).toEqual([PASSWORD]);
  });

  test('shows the certificate of a trusted device at the port for that, to the stream too', async () => {
    const root = await testCertificate({ commonName: 'Example Devices', authority: true });
    const laptop = await testCertificate({ commonName: 'laptop-7', issuer: root });
    const read = readTrustedRoot(root.certificatePem, new Date());
    if ('problem' in read) throw new Error(read.problem);
    await insertTrustedRoot(at.database, {
      directory_id: directoryId,
      fingerprint: read.fingerprint,
      common_name: read.commonName,
      certificate_pem: read.certificatePem,
      not_after: read.notAfter,
      imported_at: new Date(),
    });
    await setTrustedTypes(at.database, directoryId, ['Linux']);
    const devices = await at.startGateway({ tls: devicePortTls });
    await at.gateway.close();
    at.gateway = await at.startGateway({ devicePort: Number(new URL(devices.url).port) });
    const files = { certificate: join(folder, 'device.pem'), key: join(folder, 'device.key') };
    writeFileSync(files.certificate, laptop.certificatePem);
    writeFileSync(files.key, laptop.privateKeyPem);
    try {
      await expect(begin().ended).rejects.toMatchObject({ reason: 'DeviceNotTrusted', exitCode: 2 });
      await open(begin(files).events);
    } finally {
      await setTrustedTypes(at.database, directoryId, []);
      await devices.close();
    }
  });

  test('is refused by device type, in the words of the gateway', async () => {
    await access('Linux', 'DENY');
    await expect(begin().ended).rejects.toMatchObject({ reason: 'DeviceTypeNotAllowed', exitCode: 2 });
  });

  test.each([
    [{ ca: undefined }, { reason: 'UntrustedGateway', exitCode: 3 }],
    [{ gateway: 'https://127.0.0.1:9' }, { reason: 'Offline', exitCode: 3 }],
    [{ ca: '/nowhere/ca.pem' }, { reason: 'UnreadableFile', exitCode: 1 }],
    [{ certificate: '/x' }, { reason: 'CertificateWithoutKey', exitCode: 1 }],
    [{ text: 'http://x' }, { reason: 'NoLink', exitCode: 1 }],
    [{ text: 'wsiad+ZZZ999' }, { reason: 'UnknownRegistrationCode', exitCode: 2 }],
  ])('%j fails with %j', async (options, failure) => {
    await expect(begin(options).ended).rejects.toMatchObject(failure);
  });
});

const connections = () => own(at.database).selectFrom('access.connection').selectAll().execute();

/** The client's message KeyEvent (RFC 6143, section 7.5.4): `a` is pressed. */
const keyEvent = Buffer.from('0401000000000061', 'hex');

/** The password in a line of the fake program, which has seen the password's file. */
function passwordOf(line = ''): string {
  return vncFilePassword(Buffer.from(line.split(' ')[1] ?? '', 'hex'));
}

/** The server's message Bell, again and again (RFC 6143, section 7.6.3): as long as pixels, and any length is whole. */
function bell(length: number): Buffer {
  return Buffer.alloc(length, 2);
}

/** A program that writes lines to OUT. */
function fakeProgram(script: string): { path: string; out: string; lines: () => string[] } {
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  const path = join(programs, 'viewer');
  const out = join(programs, 'out');
  writeFileSync(out, '');
  writeFileSync(path, `#!/bin/sh\n${script.replaceAll('OUT', out)}\n`);
  chmodSync(path, 0o755);
  return { path, out, lines: () => readFileSync(out, 'utf8').split('\n').filter(Boolean) };
}
