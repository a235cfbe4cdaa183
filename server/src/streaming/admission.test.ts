import { once } from 'node:events';
import { connect } from 'node:tls';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { devicePortTls } from '../access/index.ts';
import type { SignInAnswer } from '../access/model/api.ts';
import { own } from '../access/tables.ts';
import { testDirectory } from '../access/testing.ts';
import type { DeviceType } from '../base/deviceTypes.ts';
import { type TestCertificate, testCertificate } from '../base/testingCertificates.ts';
import { inTransaction } from '../database/database.ts';
import { readTrustedRoot } from '../workspaces/model/trustedRoots.ts';
import { chooseDeviceAccess, setTrustedTypes } from '../workspaces/store/deviceAccess.ts';
import { associate, insertIpGroup, setRules } from '../workspaces/store/ipGroups.ts';
import { deleteTrustedRoot, insertTrustedRoot } from '../workspaces/store/trustedRoots.ts';
import { own as workspacesOwn } from '../workspaces/tables.ts';
import { closeCodes } from './model/messages.ts';
import { ViewerHandshake } from './rfb/viewer.ts';
import { useGateway } from './testing-gateway.ts';

const at = useGateway('127.0.8.21');
const { directoryId, registrationCode } = testDirectory;
const groupId = 'wsipg-gateway00';

/** What the user waits at most from the change of a rule to the end of the stream. */
const DISCONNECTED_MS_MAX = 1000;

beforeEach(async () => {
  const tables = workspacesOwn(at.database);
  await tables.deleteFrom('workspaces.ip_group_association').execute();
  await tables.deleteFrom('workspaces.ip_group').execute();
  await tables.deleteFrom('workspaces.trusted_root').execute();
  await setTrustedTypes(at.database, directoryId, []);
  await letIn('Web');
});

const letIn = (type: DeviceType, access: 'ALLOW' | 'DENY' = 'ALLOW') =>
  inTransaction(at.database, (transaction) =>
    chooseDeviceAccess(transaction, directoryId, { [type]: access }),
  );

async function allowOnly(...ipRules: string[]): Promise<void> {
  await inTransaction(at.database, async (transaction) => {
    await insertIpGroup(transaction, {
      group_id: groupId,
      account_id: '000000000000',
      region: 'us-east-1',
      group_name: 'office',
      group_desc: null,
      rules: JSON.stringify(ipRules.map((ipRule) => ({ ipRule }))),
      created_at: new Date(),
    });
    await associate(transaction, directoryId, [groupId]);
  });
}

const changeRules = (...ipRules: string[]) =>
  inTransaction(at.database, (transaction) =>
    setRules(
      transaction,
      groupId,
      ipRules.map((ipRule) => ({ ipRule })),
    ),
  );

const closeReasons = async () => {
  const rows = await own(at.database).selectFrom('access.connection').select('close_reason').execute();
  return rows.map((row) => row.close_reason);
};

/** As long as a busy machine needs. */
const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000 });

describe('whoever could not sign in any more is disconnected', () => {
  test('when the rule that let them in is removed, at whichever gateway they are, within a second', {
    retry: 3,
  }, async () => {
    await allowOnly('127.0.0.0/8', '198.51.100.0/24');
    const { viewer, sessionToken } = await at.connect();
    const own = at.gateway;
    at.gateway = await at.startGateway();
    const changedAt = performance.now();
    await changeRules('198.51.100.0/24');
    expect(await viewer.closed).toEqual({ code: closeCodes.ADDRESS_REFUSED, reason: 'ADDRESS_REFUSED' });
    expect(performance.now() - changedAt).toBeLessThan(DISCONNECTED_MS_MAX);
    await eventually(async () => expect(await closeReasons()).toEqual(['ADDRESS_REFUSED']));
    const ticket = await at.post('/api/tickets', { sessionToken });
    expect(ticket.status).toBe(403);
    expect(ticket.body).toContain('DeviceNotAuthorized');
    await own.close();
  });

  test('and not when another rule still lets them in', async () => {
    await allowOnly('127.0.0.0/8', '127.0.0.1');
    const { viewer, desktop } = await at.connect();
    await changeRules('127.0.0.1');
    const second = await at.post('/api/registrations', { registrationCode });
    expect(second.status).toBe(200);
    desktop.write('\u0002');
    expect((await viewer.read(1)).toString()).toBe('\u0002');
    expect(await closeReasons()).toEqual([null]);
  });

  test('when a first group is associated that does not name them', async () => {
    const { viewer } = await at.connect();
    await allowOnly();
    expect((await viewer.closed).code).toBe(closeCodes.ADDRESS_REFUSED);
  });

  test('when their device type is denied', { retry: 3 }, async () => {
    const { viewer } = await at.connect();
    const changedAt = performance.now();
    await letIn('Web', 'DENY');
    expect(await viewer.closed).toEqual({ code: closeCodes.DEVICE_REFUSED, reason: 'DEVICE_REFUSED' });
    expect(performance.now() - changedAt).toBeLessThan(DISCONNECTED_MS_MAX);
  });

  test('also between their ticket and their stream', async () => {
    const { ticket } = await at.signIn();
    await allowOnly();
    const viewer = at.openViewer();
    await viewer.open(ticket);
    expect((await viewer.closed).code).toBe(closeCodes.ADDRESS_REFUSED);
    expect(viewer.texts).toEqual([]);
  });
});

describe('behind a proxy', () => {
  const forwarded = (addresses: string) => ({ headers: { 'x-forwarded-for': addresses } });
  const credentials = { registrationCode, userName: 'ada', password: 'right' };

  test('requests and streams come from whom the trusted proxy names', async () => {
    await at.gateway.close();
    at.gateway = await at.startGateway({ trustedProxies: ['127.0.0.1'] });
    await allowOnly('203.0.113.9');
    const office = forwarded('10.0.0.1, 203.0.113.9');
    expect((await at.post('/api/sign-in', credentials, forwarded('203.0.113.9, 10.0.0.1'))).status).toBe(403);
    const answer = JSON.parse((await at.post('/api/sign-in', credentials, office)).body) as SignInAnswer;
    if (answer.desktop.status !== 'ready') throw new Error('It is not ready.');
    const elsewhere = at.openViewer(undefined, forwarded('203.0.113.10'));
    await elsewhere.open(answer.desktop.ticket);
    expect((await elsewhere.closed).code).toBe(closeCodes.TICKET_REFUSED);
    const viewer = at.openViewer(undefined, office);
    await viewer.open(answer.desktop.ticket);
    await viewer.read(ViewerHandshake.greeting.length);
    const { client_address: address } = await own(at.database)
      .selectFrom('access.connection')
      .select('client_address')
      .executeTakeFirstOrThrow();
    expect(address).toBe('203.0.113.9');
    await changeRules('203.0.113.10');
    expect((await viewer.closed).code).toBe(closeCodes.ADDRESS_REFUSED);
  });

  test("nobody else's header is believed", async () => {
    await allowOnly('203.0.113.9');
    expect((await at.post('/api/sign-in', credentials, forwarded('203.0.113.9'))).status).toBe(403);
  });
});

describe('the port for devices', () => {
  let root: TestCertificate;
  let middle: TestCertificate;
  let laptop: TestCertificate;
  const credentials = { registrationCode, userName: 'ada', password: 'right', deviceType: 'Windows' };

  beforeAll(async () => {
    root = await testCertificate({ commonName: 'Example Devices', authority: true });
    middle = await testCertificate({ commonName: 'Example Laptops', authority: true, issuer: root });
    laptop = await testCertificate({ commonName: 'laptop-7', issuer: middle });
  });

  beforeEach(async () => {
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
    await setTrustedTypes(at.database, directoryId, ['Windows', 'Osx']);
    await at.gateway.close();
    at.gateway = await at.startGateway({ tls: devicePortTls });
  });

  /** A client with a certificate and those above it. */
  const shows = (own: TestCertificate, ...above: TestCertificate[]) => ({
    tls: { key: own.privateKeyPem, cert: [own, ...above].map((one) => one.certificatePem).join('') },
  });

  test('lets trusted devices in, with a chain, and to the stream only those that hold the same key', async () => {
    const device = shows(laptop, middle);
    const answer = JSON.parse((await at.post('/api/sign-in', credentials, device)).body) as SignInAnswer;
    if (answer.desktop.status !== 'ready') throw new Error('It is not ready.');
    const bare = at.openViewer();
    await bare.open(answer.desktop.ticket);
    expect((await bare.closed).code).toBe(closeCodes.TICKET_REFUSED);
    const viewer = at.openViewer(undefined, device);
    await viewer.open(answer.desktop.ticket);
    await viewer.read(ViewerHandshake.greeting.length);
    const { fingerprint } = await workspacesOwn(at.database)
      .selectFrom('workspaces.trusted_root')
      .select('fingerprint')
      .executeTakeFirstOrThrow();
    await inTransaction(at.database, (transaction) =>
      deleteTrustedRoot(transaction, directoryId, fingerprint),
    );
    expect((await viewer.closed).code).toBe(closeCodes.DEVICE_REFUSED);
  });

  test('refuses devices without a certificate, without the chain, and of somebody else', async () => {
    const stranger = await testCertificate({ commonName: 'laptop-7' });
    for (const client of [{}, shows(laptop), shows(stranger), shows(stranger, middle)]) {
      const answer = await at.post('/api/sign-in', credentials, client);
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('DeviceNotTrusted');
    }
  });

  test('no session is taken up again: it would lack the certificates above the device', async () => {
    const url = new URL(at.gateway.url);
    const options = { ...shows(laptop, middle).tls, ca: at.authority.certificatePem };
    const reused: boolean[] = [];
    let session: Buffer | undefined;
    for (let turn = 0; turn < 2; turn++) {
      const socket = connect({ ...options, host: url.hostname, port: Number(url.port), session });
      await once(socket, 'secureConnect');
      socket.on('session', (given: Buffer) => {
        session = given;
      });
      // The server's sessions come with its first answer.
      socket.write('GET /ping HTTP/1.1\r\nhost: x\r\n\r\n');
      await once(socket, 'data');
      reused.push(socket.isSessionReused());
      socket.destroy();
    }
    expect(reused).toEqual([false, false]);
  });

  test('a device that may come as any type needs no certificate there', async () => {
    const answer = await at.post('/api/sign-in', { ...credentials, deviceType: 'Ios' });
    expect(answer.status).toBe(200);
  });
});
