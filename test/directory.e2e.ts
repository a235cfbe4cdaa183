import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DirectoryAdministration } from '../server/src/directories/administration.ts';
import { createDirectoryAdministration } from '../server/src/directories/controllers/administration.ts';
import { checkPassword, findDirectoryById } from '../server/src/directories/index.ts';
import { ensureControllersRunning } from '../server/src/directories/lifecycle/index.ts';
import { CreateDirectory } from '../server/src/directories/operations/CreateDirectory.ts';
import { DeleteDirectory } from '../server/src/directories/operations/DeleteDirectory.ts';
import { DescribeDirectories } from '../server/src/directories/operations/DescribeDirectories.ts';
import { workflowQueue } from '../server/src/workflows/queue.ts';
import { FatalStepError } from '../server/src/workflows/workflow.ts';
import { sealer, startLab } from './support/directoryLab.ts';
import { until } from './support/until.ts';

const ADMINISTRATOR_PASSWORD = 'Adm1n-Password';
const PASSWORD = 'Alice-Pass1';
const SECONDS_MAX = 180;
/** The steps of creation that work outside the database. */
const STEPS = ['addresses', 'instance', 'start', 'provision', 'domain', 'administrator', 'ready'];

let setup: Awaited<ReturnType<typeof startLab>>;
let administration: DirectoryAdministration;

beforeAll(async () => {
  setup = await startLab();
  administration = createDirectoryAdministration(setup.lab.deps);
});
afterAll(() => setup?.stop());

const apiDeps = () => ({
  ...{ database: setup.lab.deps.database, queue: workflowQueue },
  ...{ sealer, directoriesMax: 10 },
});

async function create(name: string): Promise<string> {
  const { DirectoryId = '' } = await CreateDirectory(
    setup.context,
    {
      Name: name,
      Password: ADMINISTRATOR_PASSWORD,
      Size: 'Small',
      VpcSettings: {
        VpcId: setup.vpc.vpcId,
        SubnetIds: setup.vpc.subnets.map((subnet) => subnet.subnetId),
      },
    },
    apiDeps(),
  );
  return DirectoryId;
}

async function describeDirectory(directoryId: string) {
  const { DirectoryDescriptions } = await DescribeDirectories(
    setup.context,
    { DirectoryIds: [directoryId] },
    apiDeps(),
  );
  return DirectoryDescriptions?.[0];
}

/** Waits for the end of a creation. */
function settled(directoryId: string) {
  return until(`${directoryId} is made`, SECONDS_MAX, async () => {
    const description = await describeDirectory(directoryId);
    return ['Active', 'Failed'].includes(description?.Stage ?? '') ? description : undefined;
  });
}

async function remove(directoryId: string): Promise<void> {
  await DeleteDirectory(setup.context, { DirectoryId: directoryId }, apiDeps());
  await until(`${directoryId} is deleted`, SECONDS_MAX, async () =>
    (await findDirectoryById(setup.lab.deps.database, directoryId)) ? undefined : true,
  );
}

/** Whatever directories have left behind, in the engine and in the database. */
async function leftovers(): Promise<string[]> {
  const { engine, database } = setup.lab.deps;
  const { rows } = await sql<{ name: string }>`
    select owner_id as name from networks.network_interface
    union all select owner_id from networks.management_address
    union all select instance_name from directories.controller
    union all select directory_id from directories.directory`.execute(database);
  return [...(await engine.instances()), ...rows].map(({ name }) => name);
}

const check = async (directoryId: string, userName: string, password: string) => {
  const { database, authority } = setup.lab.deps;
  return checkPassword(database, directoryId, userName, password, {
    timeoutMs: 10_000,
    caCertificatePem: authority.certificatePem,
  });
};
const resultOf = async (...parts: Parameters<typeof check>) => (await check(...parts)).result;

describe('a Simple AD directory', () => {
  let worker: { stop(): Promise<void> };
  let id: string;
  let instanceName: string;

  beforeAll(async () => {
    worker = await setup.lab.startWorker();
    const started = performance.now();
    id = await create('Corp.Example.com');
    expect(await settled(id)).toMatchObject({ Stage: 'Active' });
    console.log(`Active after ${((performance.now() - started) / 1000).toFixed(1)} s`);
    instanceName = `${id}-dc1`;
  });
  afterAll(() => worker?.stop());

  test('shows what it is', async () => {
    expect(await describeDirectory(id)).toMatchObject({
      Name: 'Corp.Example.com',
      ShortName: 'CORP',
      DnsIpAddrs: [expect.stringMatching(/^10\.0\.1\.\d+$/)],
    });
    const { rows } = await sql<{ administrator_password: unknown }>`
      select administrator_password from directories.directory where directory_id = ${id}`.execute(
      setup.lab.deps.database,
    );
    expect(rows, 'the password is forgotten').toEqual([{ administrator_password: null }]);
  });

  test('signs its administrator and users in, by every way to write their names', async () => {
    await administration.createUser(id, {
      ...{ userName: 'Alice', password: PASSWORD, mail: 'alice@example.com' },
      ...{ givenName: 'Alice', surname: 'Liddell' },
    });
    expect(await resultOf(id, 'Administrator', ADMINISTRATOR_PASSWORD)).toBe('accepted');
    for (const name of ['alice', 'CORP\\alice', 'corp.example.com\\Alice', 'ALICE@corp.example.com']) {
      expect(await check(id, name, PASSWORD)).toEqual({ result: 'accepted', userName: 'alice' });
    }
    expect(await resultOf(id, 'alice', 'wrong')).toBe('rejected');
    expect(await resultOf(id, 'alice', '')).toBe('rejected');
    expect(await resultOf(id, 'nobody', PASSWORD)).toBe('rejected');
    expect(await resultOf(id, 'OTHER\\alice', PASSWORD)).toBe('rejected');
    expect(await resultOf('d-0000000000', 'alice', PASSWORD)).toBe('unavailable');
  });

  test('knows its users, and leaves those that it has as they are', async () => {
    await administration.createUser(id, { userName: 'alice', password: 'Other-Pass1' });
    const alice = {
      ...{ userName: 'Alice', mail: 'alice@example.com', displayName: 'Alice Liddell', enabled: true },
      distinguishedName: 'CN=Alice,CN=Users,DC=corp,DC=example,DC=com',
    };
    expect(await administration.findUser(id, 'ALICE')).toMatchObject(alice);
    expect((await administration.findUser(id, 'alice'))?.relativeId).toBeGreaterThan(1000);
    expect(await administration.findUser(id, 'nobody')).toBeUndefined();
    expect(await administration.findUser(id, '*')).toBeUndefined();
    expect(await administration.listUsers(id)).toMatchObject([alice]);
    expect(await resultOf(id, 'alice', PASSWORD)).toBe('accepted');
  });

  test('refuses weak passwords and impossible names, saying why', async () => {
    await expect(
      administration.createUser(id, { userName: 'weak', password: 'short' }),
    ).rejects.toMatchObject({ name: 'DirectoryRefusedError', message: expect.stringContaining('too short') });
    await expect(
      administration.createUser(id, { userName: 'a/b', password: PASSWORD }),
    ).rejects.toMatchObject({ name: 'DirectoryRefusedError' });
    await expect(administration.setPassword(id, 'nobody', PASSWORD)).rejects.toMatchObject({
      name: 'DirectoryRefusedError',
    });
  });

  test('takes back the right to sign in', async () => {
    await administration.setEnabled(id, 'alice', false);
    expect(await resultOf(id, 'alice', PASSWORD)).toBe('disabled');
    expect(await resultOf(id, 'alice', 'wrong')).toBe('rejected');
    await administration.setEnabled(id, 'alice', true);
    expect(await resultOf(id, 'alice', PASSWORD)).toBe('accepted');
  });

  test('replaces a password at once', async () => {
    await administration.setPassword(id, 'alice', 'Second-Pass2');
    expect(await resultOf(id, 'alice', PASSWORD)).toBe('rejected');
    expect(await resultOf(id, 'alice', 'Second-Pass2')).toBe('accepted');
  });

  test('locks an account after ten wrong passwords, until a reset', async () => {
    await administration.createUser(id, { userName: 'locked', password: PASSWORD });
    for (let attempt = 0; attempt < 10; attempt++) await check(id, 'locked', 'wrong');
    expect(await resultOf(id, 'locked', PASSWORD)).toBe('locked');
    await administration.setPassword(id, 'locked', 'Second-Pass2');
    expect(await resultOf(id, 'locked', 'Second-Pass2')).toBe('accepted');
  });

  test('says what is the matter with an account to those alone who have its password', async () => {
    const { engine } = setup.lab.deps;
    const samba = async (...command: string[]) =>
      expect(await engine.execute(instanceName, ['samba-tool', ...command])).toMatchObject({ exitCode: 0 });
    for (const userName of ['must', 'over']) {
      await administration.createUser(id, { userName, password: PASSWORD });
    }
    const newPassword = `--newpassword=${PASSWORD}`;
    await samba('user', 'setpassword', 'must', newPassword, '--must-change-at-next-login');
    await samba('user', 'setexpiry', 'over', '--days=0');
    for (const [userName, result] of [
      ['must', 'mustChange'],
      ['over', 'accountExpired'],
    ] as const) {
      expect(await resultOf(id, userName, PASSWORD)).toBe(result);
      expect(await resultOf(id, userName, 'wrong')).toBe('rejected');
    }
  });

  test('gives machines an account whose keytab gets a ticket', async () => {
    const { engine } = setup.lab.deps;
    const ticket = async (keytab: string) => {
      const path = '/root/machine.keytab';
      await engine.writeFile(instanceName, { path, content: Buffer.from(keytab, 'base64'), mode: 0o600 });
      const principal = 'WS-1A2B3C4D5$@CORP.EXAMPLE.COM';
      const kinit = ['kinit', '-c', 'MEMORY:', '-k', '-t', path, principal];
      return engine.execute(instanceName, kinit);
    };
    const account = await administration.ensureMachineAccount(id, 'ws-1a2b3c4d5');
    expect(account).toMatchObject({
      computerName: 'WS-1A2B3C4D5',
      domainName: 'corp.example.com',
      netbiosName: 'CORP',
      realm: 'CORP.EXAMPLE.COM',
      controllerAddresses: (await describeDirectory(id))?.DnsIpAddrs,
    });
    expect(await ticket(account.keytab)).toMatchObject({ exitCode: 0 });

    const renewed = await administration.ensureMachineAccount(id, 'WS-1A2B3C4D5');
    expect(await ticket(renewed.keytab)).toMatchObject({ exitCode: 0 });
    expect((await ticket(account.keytab)).stderr, 'the old keys are worth nothing').toContain('failed');

    await administration.deleteMachineAccount(id, 'WS-1A2B3C4D5');
    await administration.deleteMachineAccount(id, 'WS-1A2B3C4D5');
    expect((await ticket(renewed.keytab)).stderr).toContain('not found in Kerberos database');
    await expect(administration.ensureMachineAccount(id, 'WSAMZN-123456789')).rejects.toMatchObject({
      name: 'DirectoryRefusedError',
    });
    await expect(
      administration.ensureMachineAccount(id, 'WS-2', 'OU=None,DC=corp,DC=example,DC=com'),
    ).rejects.toMatchObject({ name: 'DirectoryRefusedError' });
  });

  test('publishes its address in the VPC alone', async () => {
    const { engine } = setup.lab.deps;
    const [address] = (await describeDirectory(id))?.DnsIpAddrs ?? [];
    const query = ['samba-tool', 'dns', 'query', '127.0.0.1', 'corp.example.com', '@', 'ALL', '-P'];
    const { stdout } = await engine.execute(instanceName, query);
    const addresses = [...stdout.matchAll(/ A: ([\d.]+)/g)].map((match) => match[1]);
    expect(new Set(addresses)).toEqual(new Set([address]));
  });

  test('comes back after its host has been switched off', async () => {
    const { engine } = setup.lab.deps;
    await engine.stop(instanceName, { timeoutSeconds: 0 });
    expect(await resultOf(id, 'alice', 'Second-Pass2')).toBe('unavailable');
    await expect(administration.listUsers(id)).rejects.toMatchObject({ name: 'DirectoryUnavailableError' });
    await ensureControllersRunning(setup.lab.deps);
    await until('the controller answers', 60, async () =>
      (await resultOf(id, 'alice', 'Second-Pass2')) === 'accepted' ? true : undefined,
    );
  });

  test('goes without a trace', async () => {
    await remove(id);
    expect(await leftovers()).toEqual([]);
    await expect(describeDirectory(id)).rejects.toMatchObject({ code: 'EntityDoesNotExistException' });
  });
});

describe('a creation', () => {
  test('that fails says so, leaves nothing but the row, and can be deleted', async () => {
    const deps = {
      ...setup.lab.deps,
      ensureImage: () => Promise.reject(new FatalStepError('no image')),
    };
    const worker = await setup.lab.startWorker(undefined, deps);
    try {
      const id = await create('fail.example.com');
      expect(await settled(id)).toMatchObject({
        Stage: 'Failed',
        StageReason: 'The domain controller could not be started.',
        DnsIpAddrs: [],
      });
      expect(await leftovers()).toEqual([id]);
      await remove(id);
      expect(await leftovers()).toEqual([]);
    } finally {
      await worker.stop();
    }
  });

  test('survives the kill of its worker at every step', async () => {
    const id = await create('kill.example.com');
    for (const step of STEPS) {
      const phases = step === 'provision' ? ['before', 'during', 'after'] : ['before', 'after'];
      for (const phase of phases) await workUntilKilled(step, phase);
    }
    const worker = await setup.lab.startWorker();
    try {
      expect(await settled(id)).toMatchObject({ Stage: 'Active' });
      expect(await resultOf(id, 'Administrator', ADMINISTRATOR_PASSWORD)).toBe('accepted');
      await remove(id);
      expect(await leftovers()).toEqual([]);
    } finally {
      await worker.stop();
    }
  });
});

/** Lets a worker process carry on until it kills itself at the boundary. */
async function workUntilKilled(step: string, phase: string): Promise<void> {
  const program = fileURLToPath(new URL('support/directoryWorker.ts', import.meta.url));
  const worker = spawn(process.execPath, [program], { stdio: ['pipe', 'inherit', 'inherit'] });
  const timeout = AbortSignal.timeout(SECONDS_MAX * 1000);
  const exited = once(worker, 'exit', { signal: timeout });
  worker.stdin.end(JSON.stringify({ access: setup.access, step, phase }));
  const [, signal] = await exited.catch((error: unknown) => {
    worker.kill('SIGKILL');
    throw error;
  });
  expect(signal, `the worker died ${phase} ${step}`).toBe('SIGKILL');
}
