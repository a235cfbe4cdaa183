import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DeviceType } from '../base/deviceTypes.ts';
import { type TestCertificate, testCertificate } from '../base/testingCertificates.ts';
import { addressAllowed } from '../workspaces/model/ipRules.ts';
import { readTrustedRoot } from '../workspaces/model/trustedRoots.ts';
import { chooseDeviceAccess, setTrustedTypes } from '../workspaces/store/deviceAccess.ts';
import { deleteTrustedRoot, insertTrustedRoot } from '../workspaces/store/trustedRoots.ts';
import { own as workspacesOwn } from '../workspaces/tables.ts';
import { refusedConnections } from './store/admission.ts';
import { openConnection } from './store/connections.ts';
import {
  ada,
  allowOnly,
  client,
  type Gateway,
  refused,
  setState,
  signIn,
  testDirectory,
  useAccess,
} from './testing.ts';

const room = useAccess();
const { gateway, redeem } = room;
const { directoryId, registrationCode } = testDirectory;

/** The guide's ("Troubleshooting"). */
const NOT_AUTHORIZED =
  'This device is not authorized to access the WorkSpace. Please contact your administrator for assistance.';

let root: TestCertificate;
let laptop: TestCertificate;

beforeAll(async () => {
  root = await testCertificate({ commonName: 'Example Devices', authority: true });
  laptop = await testCertificate({ commonName: 'laptop-7', issuer: root });
});

beforeEach(async () => {
  const own = workspacesOwn(room.database);
  await own.deleteFrom('workspaces.trusted_root').execute();
  await setTrustedTypes(room.database, directoryId, []);
  await letIn('Web');
});

const letIn = (type: DeviceType, access: 'ALLOW' | 'DENY' = 'ALLOW') =>
  chooseDeviceAccess(room.database, directoryId, { [type]: access });

async function trust(...types: DeviceType[]): Promise<string> {
  const read = readTrustedRoot(root.certificatePem, new Date());
  if ('problem' in read) throw new Error(read.problem);
  await insertTrustedRoot(room.database, {
    directory_id: directoryId,
    fingerprint: read.fingerprint,
    common_name: read.commonName,
    certificate_pem: read.certificatePem,
    not_after: read.notAfter,
    imported_at: new Date(),
  });
  await setTrustedTypes(room.database, directoryId, types);
  return read.fingerprint;
}

const withCertificate = (certificate: TestCertificate) => ({ ...client, certificates: [certificate.der] });

/** What is written down of refusals meanwhile. */
async function logged(work: () => Promise<unknown>): Promise<unknown[]> {
  const info = vi.spyOn(room.log, 'info');
  await work().catch(() => undefined);
  const lines = info.mock.calls.filter(([, message]) => message === 'refused').map(([line]) => line);
  info.mockRestore();
  return lines;
}

/** Signs in as a client that may be refused at every gate at once. */
const attempt = (
  at: Gateway,
  change: { userName?: string; password?: string; deviceType?: DeviceType } = {},
) => at.access.signIn({ ...ada, ...change }, client);

describe('the order of the gates', () => {
  test('is place, device type, trusted device, password, WorkSpace: each hides those behind it', async () => {
    const at = gateway();
    const windows = { deviceType: 'Windows', password: 'wrong' } as const;
    await setState(room.database, 'ws-aaaaaaaaa', 'SUSPENDED');
    await trust('Windows');
    await letIn('Windows', 'DENY');
    await allowOnly(room.database, '198.51.100.0/24');

    await expect(attempt(at, windows)).rejects.toEqual(refused('DeviceNotAuthorized'));
    await workspacesOwn(room.database).deleteFrom('workspaces.ip_group_association').execute();
    await expect(attempt(at, windows)).rejects.toEqual(refused('DeviceTypeNotAllowed'));
    await letIn('Windows');
    await expect(attempt(at, windows)).rejects.toEqual(refused('DeviceNotTrusted'));
    expect(at.asked).toEqual([]);
    const trusted = withCertificate(laptop);
    await expect(at.access.signIn({ ...ada, ...windows }, trusted)).rejects.toEqual(
      refused('SignInRejected'),
    );
    await expect(at.access.signIn({ ...ada, deviceType: 'Windows' }, trusted)).rejects.toEqual(
      refused('WorkspaceSuspended'),
    );
    await setState(room.database, 'ws-aaaaaaaaa', 'AVAILABLE');
    const answer = await at.access.signIn({ ...ada, deviceType: 'Windows' }, trusted);
    expect(answer).toMatchObject({ desktop: { status: 'ready' } });
    await letIn('Windows');
  });

  test('each gate has its line in the log and the sentence of the guide', async () => {
    const at = gateway();
    const facts = { directoryId, userName: 'ada', clientAddress: '192.0.2.7' };
    await letIn('Linux', 'DENY');
    expect(await logged(() => attempt(at, { deviceType: 'Linux' }))).toEqual([
      { ...facts, gate: 'deviceType', deviceType: 'Linux', reason: 'the directory does not let Linux in' },
    ]);
    await expect(attempt(at, { deviceType: 'Linux' })).rejects.toThrow(NOT_AUTHORIZED);
    await trust('Osx');
    expect(await logged(() => attempt(at, { deviceType: 'Osx' }))).toEqual([
      { ...facts, gate: 'trustedDevice', deviceType: 'Osx', reason: 'the client showed no certificate' },
    ]);
    await expect(attempt(at, { deviceType: 'Osx' })).rejects.toThrow(NOT_AUTHORIZED);
    expect(await logged(() => attempt(at, { password: 'wrong' }))).toEqual([
      { ...facts, gate: 'password', deviceType: 'Web', reason: 'rejected' },
    ]);
    await setState(room.database, 'ws-aaaaaaaaa', 'ADMIN_MAINTENANCE');
    expect(await logged(() => attempt(at))).toEqual([
      { ...facts, gate: 'workspace', deviceType: 'Web', reason: 'the WorkSpace is ADMIN_MAINTENANCE' },
    ]);
    await allowOnly(room.database);
    expect(await logged(() => attempt(at))).toEqual([
      { ...facts, gate: 'ip', deviceType: 'Web', reason: 'no IP rule names the address' },
    ]);
    await expect(attempt(at)).rejects.toThrow(NOT_AUTHORIZED);
  });
});

describe('IP access control groups', () => {
  test('let clients of IPv6 in by rules of IPv6', async () => {
    const at = gateway();
    const far = { ...client, address: '2001:db8::7' };
    expect(addressAllowed(['0.0.0.0/0'], far.address)).toBe(false);
    await allowOnly(room.database, '2001:db8::/32');
    await expect(at.access.signIn(ada, client)).rejects.toEqual(refused('DeviceNotAuthorized'));
    expect(await at.access.signIn(ada, far)).toMatchObject({ desktop: { status: 'ready' } });
  });
});

describe('device types', () => {
  test('are asked again for each ticket, and kept from signing in on', async () => {
    const at = gateway();
    const { sessionToken } = await signIn(at);
    await letIn('Web', 'DENY');
    await expect(at.access.ticket(sessionToken, client)).rejects.toEqual(refused('DeviceTypeNotAllowed'));
    await letIn('Web');
    expect(await at.access.ticket(sessionToken, client)).toMatchObject({ status: 'ready' });
  });

  test('stand in the session and in the ticket', async () => {
    const at = gateway();
    const answer = await attempt(at, { deviceType: 'Android' });
    if ('status' in answer || answer.desktop.status !== 'ready') throw new Error('It is not ready.');
    const ticket = await at.tickets.verify(answer.desktop.ticket, client);
    expect(ticket).toMatchObject({ deviceType: 'Android', deviceCertificate: undefined });
  });
});

describe('trusted devices', () => {
  test('the web client is exempt, and other types that nobody asked of', async () => {
    const at = gateway();
    await trust('Windows', 'Osx');
    expect(await attempt(at)).toMatchObject({ desktop: { status: 'ready' } });
    expect(await attempt(at, { deviceType: 'Ios' })).toMatchObject({ desktop: { status: 'ready' } });
  });

  test('show their certificate again for each ticket and for the stream', async () => {
    const at = gateway();
    await trust('Windows');
    const trusted = withCertificate(laptop);
    const answer = await at.access.signIn({ ...ada, deviceType: 'Windows' }, trusted);
    if ('status' in answer || answer.desktop.status !== 'ready') throw new Error('It is not ready.');
    await expect(at.access.ticket(answer.sessionToken, client)).rejects.toEqual(refused('DeviceNotTrusted'));
    const { ticket } = answer.desktop;
    const other = await testCertificate({ commonName: 'laptop-8', issuer: root });
    expect(await at.tickets.verify(ticket, client)).toBeUndefined();
    expect(await at.tickets.verify(ticket, withCertificate(other))).toBeUndefined();
    expect(await at.tickets.verify(ticket, trusted)).toMatchObject({ deviceType: 'Windows' });
    // Another device of the same user, from the same address.
    expect(await at.access.ticket(answer.sessionToken, withCertificate(other))).toMatchObject({
      status: 'ready',
    });
  });

  test('are none any more when their root is removed', async () => {
    const at = gateway();
    const fingerprint = await trust('Windows');
    await deleteTrustedRoot(room.database, directoryId, fingerprint);
    await expect(
      at.access.signIn({ ...ada, deviceType: 'Windows' }, withCertificate(laptop)),
    ).rejects.toEqual(refused('DeviceNotTrusted'));
  });
});

describe('registration codes', () => {
  test.each(['DEREGISTERING', 'REGISTERING', 'ERROR'] as const)(
    'of a directory that is %s are unknown',
    async (state) => {
      const { access } = gateway();
      const set = (to: typeof state | 'REGISTERED') =>
        workspacesOwn(room.database).updateTable('workspaces.registration').set({ state: to }).execute();
      await set(state);
      for (const ask of [
        () => access.register({ registrationCode }, client),
        () => access.signIn(ada, client),
      ]) {
        await expect(ask()).rejects.toThrow(
          "Device can't connect to the registration service. Check your network settings.",
        );
      }
      await set('REGISTERED');
    },
  );
});

describe('guessing', () => {
  test('an address that tries many users has to wait; others do not', async () => {
    const at = gateway();
    const guess = (user: number, from = client) =>
      at.access.signIn({ ...ada, userName: `user${user}`, password: 'wrong' }, from);
    const guesses = await Promise.allSettled(Array.from({ length: 20 }, (_, user) => guess(user)));
    for (const { status } of guesses) expect(status).toBe('rejected');
    await expect(guess(21)).rejects.toEqual(refused('TooManyAttempts'));
    await expect(attempt(at)).rejects.toEqual(refused('TooManyAttempts'));
    const elsewhere = { ...client, address: '192.0.2.8' };
    expect(await at.access.signIn(ada, elsewhere)).toMatchObject({ desktop: { status: 'ready' } });
    at.clock.advance(1000);
    expect(await attempt(at)).toMatchObject({ desktop: { status: 'ready' } });
  });

  // The machine may have been busy once; a difference of ours shows every time.
  test('a user who is not there, a wrong password and a wrong domain are one text and one time', {
    retry: 3,
  }, async () => {
    const at = gateway();
    const answers = await Promise.all(
      ['ada', 'nobody', 'OTHER\\ada', 'ada@other.example.com'].map(async (userName) => {
        const startedAt = performance.now();
        const error: unknown = await attempt(at, { userName, password: 'wrong' }).catch(
          (cause: unknown) => cause,
        );
        return { error, elapsedMs: performance.now() - startedAt };
      }),
    );
    for (const { error } of answers) expect(error).toEqual(answers[0]?.error);
    const times = answers.map(({ elapsedMs }) => elapsedMs);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(100);
  });

  test('the same for a closed directory: whoever is at the wrong place learns nothing of users', async () => {
    const at = gateway();
    await allowOnly(room.database);
    for (const password of ['right', 'wrong']) {
      await expect(attempt(at, { password })).rejects.toEqual(refused('DeviceNotAuthorized'));
    }
    expect(at.asked).toEqual([]);
  });
});

test('a stream that was opened by a trusted device stands under the root that vouched for it', async () => {
  const at = gateway();
  const fingerprint = await trust('Windows');
  const trusted = withCertificate(laptop);
  const answer = await at.access.signIn({ ...ada, deviceType: 'Windows' }, trusted);
  if ('status' in answer || answer.desktop.status !== 'ready') throw new Error('It is not ready.');
  const { ticket } = answer.desktop;
  expect(await redeem(at, ticket)).toBeUndefined();
  const verified = await at.tickets.verify(ticket, trusted);
  if (!verified) throw new Error('The ticket was refused.');
  const connection = await openConnection(room.database, verified, at.clock.now());
  if (!connection) throw new Error('The ticket was redeemed before.');
  const ids = [connection.connectionId];
  expect(await refusedConnections(room.database, ids)).toEqual(new Map());
  await deleteTrustedRoot(room.database, directoryId, fingerprint);
  expect([...(await refusedConnections(room.database, ids))]).toEqual([[ids[0], 'DEVICE_REFUSED']]);
});
