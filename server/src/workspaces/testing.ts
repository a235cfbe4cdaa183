import { afterAll, beforeAll } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { type Database, tables } from '../database/database.ts';
import { testDatabase } from '../database/testing.ts';
import { migrations as directoriesMigrations } from '../directories/migrations.ts';
import { insertDirectory } from '../directories/store/directories.ts';
import { newDirectory, testSealer } from '../directories/testing.ts';
import { migrations as identityMigrations } from '../identity/index.ts';
import type { IdentityTables } from '../identity/tables.ts';
import { migrations as networksMigrations } from '../networks/migrations.ts';
import { testVpc } from '../networks/testing.ts';
import { ApiError, type OperationName, type RequestContext } from '../wire/operation.ts';
import { testContext as wireContext } from '../wire/testing.ts';
import { checkInput } from '../wire/validation.ts';
import { migrations as workflowsMigrations } from '../workflows/migrations.ts';
import { workflowQueue } from '../workflows/queue.ts';
import type { WorkflowTables } from '../workflows/tables.ts';
import { migrations } from './migrations.ts';
import { defaultQuotas } from './model/quotas.ts';
import type { RegistrationState } from './model/registrations.ts';
import type { WorkspaceState } from './model/states.ts';
import type { Deps } from './operations/index.ts';
import { type WorkspacesSdk, workspaces } from './service.ts';
import { insertRegistration } from './store/registrations.ts';
import { insertWorkspace } from './store/workspaces.ts';

const START = new Date('2026-11-21T12:00:00Z');

/** Begins anew with each {@link workspacesTest}. */
export const testClock = new ManualClock(START);

export const scope = { accountId: '123456789012', region: 'us-east-1' };

export const testContext: RequestContext = wireContext({ ...scope, clock: testClock });

/** The same caller's colleague in another account. */
export const strangerContext: RequestContext = { ...testContext, accountId: '210987654321' };

/** A fresh database with this room's tables and those below it, and what the operations need. */
export async function workspacesTest() {
  testClock.set(START);
  const test = await testDatabase(
    migrations,
    directoriesMigrations,
    networksMigrations,
    identityMigrations,
    workflowsMigrations,
  );
  await tables<IdentityTables>(test.database)
    .insertInto('identity.account')
    .values({ account_id: scope.accountId, created_at: testClock.now() })
    .execute();
  const deps: Deps = {
    ...{ database: test.database, queue: workflowQueue, quotas: defaultQuotas(0, 100) },
    managementCidr: '198.19.0.0/16',
    host: { cpus: 2, memoryMib: 8192, overcommit: true },
  };
  return { ...test, deps };
}

/** {@link workspacesTest} for all tests of a file. */
export function useWorkspaces() {
  let opened: Awaited<ReturnType<typeof workspacesTest>> | undefined;
  const test = () => {
    if (!opened) throw new Error('The database is not open yet.');
    return opened;
  };
  beforeAll(async () => {
    opened = await workspacesTest();
  });
  afterAll(() => opened?.close());
  return {
    get database() {
      return test().database;
    },
    get deps() {
      return test().deps;
    },
    /** For a worker on the same database. */
    get connection() {
      return test();
    },
  };
}

let count = 0;
const next = () => String(++count).padStart(10, '0');

/** A directory in a new VPC. */
export async function testDirectory(
  database: Database,
  differences: Parameters<typeof newDirectory>[0] = {},
): Promise<string> {
  const { vpcId, subnets } = await testVpc(database, scope);
  const directory = newDirectory({
    ...scope,
    directoryId: `d-${next()}`,
    stage: 'Active',
    vpcId,
    subnetIds: subnets.map((subnet) => subnet.subnetId),
    ...differences,
  });
  await insertDirectory(database, directory, testSealer.seal('x', directory.directoryId));
  return directory.directoryId;
}

/** A registered directory in a new VPC. */
export async function testRegistration(
  database: Database,
  state: RegistrationState = 'REGISTERED',
): Promise<string> {
  const { vpcId, subnets } = await testVpc(database, scope);
  const subnetIds = subnets.map((subnet) => subnet.subnetId);
  const directoryId = await testDirectory(database, { vpcId, subnetIds });
  await insertRegistration(database, {
    directory_id: directoryId,
    account_id: scope.accountId,
    region: scope.region,
    registration_code: `wsiad+${next().slice(-6)}`,
    state,
    directory_name: 'corp.example.com',
    subnet_ids: subnetIds,
    self_service: false,
    created_at: testClock.now(),
  });
  return directoryId;
}

/** A WorkSpace's row in some state; nobody is asked to make the desktop. */
export async function testWorkspace(
  database: Database,
  directoryId: string,
  state: WorkspaceState,
  userName = `user${next()}`,
): Promise<string> {
  const workspaceId = `ws-t${next().slice(-8)}`;
  await insertWorkspace(database, {
    workspace_id: workspaceId,
    account_id: scope.accountId,
    region: scope.region,
    directory_id: directoryId,
    user_name: userName,
    bundle_id: 'wsb-d12stand0',
    state,
    computer_name: `WSAMZN-${next().slice(-8)}`,
    running_mode: 'AUTO_STOP',
    auto_stop_timeout_minutes: 60,
    compute_type: 'STANDARD',
    root_volume_gib: 80,
    user_volume_gib: 50,
    created_at: testClock.now(),
  });
  return workspaceId;
}

/** The type and key of every run in the queue, in order. */
export async function queuedRuns(database: Database): Promise<string[]> {
  const rows = await tables<WorkflowTables>(database)
    .selectFrom('workflows.run')
    .select(['type', 'key'])
    .orderBy('id')
    .execute();
  return rows.map((row) => `${row.type} ${row.key}`);
}

/** What the wire says of an input before any operation sees it; undefined when nothing. */
export function validationError(name: OperationName<WorkspacesSdk>, input: object): string | undefined {
  const model = workspaces.operation(name);
  if (!model) throw new Error(`No operation ${name}.`);
  try {
    checkInput(model.input, input, 'awsJson1_1', workspaces);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

/** The code of the ApiError that a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return 'accepted';
}
