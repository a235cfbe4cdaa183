import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import { Sealer } from '../base/seal.ts';
import type { Database } from '../database/database.ts';
import { testDatabase } from '../database/testing.ts';
import type { PasswordResult, SecondFactor } from '../directories/index.ts';
import { migrations as workflowsMigrations } from '../workflows/migrations.ts';
import { workflowQueue as queue } from '../workflows/queue.ts';
import type { HostSize, WorkspaceState } from '../workspaces/index.ts';
import { migrations as workspacesMigrations } from '../workspaces/migrations.ts';
import { sealSecrets } from '../workspaces/model/secrets.ts';
import { own as workspacesOwn } from '../workspaces/tables.ts';
import { createAccess } from './index.ts';
import { migrations } from './migrations.ts';
import type { SignInAnswer, SignInChallenge } from './model/api.ts';
import type { ProblemCode } from './model/problems.ts';
import { type OpenConnection, openConnection } from './store/connections.ts';
import { own } from './tables.ts';

/** What carries the desktops of tests. */
export const testHost: HostSize = { cpus: 4, memoryMib: 16_384, overcommit: true };

/** What a directory has that asks for no code. */
export const noSecondFactor: SecondFactor = {
  stateOf: async () => 'none',
  check: async () => ({ result: 'unavailable', reason: 'there is none' }),
};

/** The directory that {@link insertDesktop} registers. */
export const testDirectory = {
  directoryId: 'd-0123456789',
  directoryName: 'corp.example.com',
  registrationCode: 'wsiad+ABC234',
} as const;

export interface TestDesktop {
  workspaceId: string;
  userName: string;
  state?: WorkspaceState;
  /** Where a screen is served on port 5900; none while the WorkSpace has no desktop. */
  managementAddress?: string;
  vncPassword?: string;
  agentSecret?: string;
}

/** For tests: a WorkSpace in a registered directory, as the rooms below would have written it. */
export async function insertDesktop(database: Database, sealer: Sealer, desktop: TestDesktop): Promise<void> {
  const { workspaceId, userName, state = 'AVAILABLE', managementAddress = null, vncPassword = '' } = desktop;
  const { agentSecret = '' } = desktop;
  const secrets = { vncPassword, agentSecret, certificatePem: '', privateKeyPem: '' };
  await sql`
    insert into workspaces.registration (directory_id, account_id, region, registration_code, state,
      directory_name, subnet_ids, self_service, created_at)
    values (${testDirectory.directoryId}, '000000000000', 'us-east-1', ${testDirectory.registrationCode},
      'REGISTERED', ${testDirectory.directoryName}, '{}', false, now())
    on conflict do nothing`.execute(database);
  await sql`
    insert into workspaces.device_access (directory_id, choices)
    values (${testDirectory.directoryId}, '{"Web":"ALLOW"}')
    on conflict do nothing`.execute(database);
  await sql`
    insert into workspaces.workspace (workspace_id, account_id, region, directory_id, user_name, bundle_id, state,
      computer_name, running_mode, compute_type, root_volume_gib, user_volume_gib, management_address, secrets,
      created_at)
    values (${workspaceId}, '000000000000', 'us-east-1', ${testDirectory.directoryId}, ${userName},
      'wsb-000000000', ${state}, ${workspaceId}, 'ALWAYS_ON', 'VALUE', 80, 10, ${managementAddress},
      ${managementAddress && sealSecrets(sealer, workspaceId, secrets)}, now())`.execute(database);
}

export async function setState(
  database: Database,
  workspaceId: string,
  state: WorkspaceState,
): Promise<void> {
  await workspacesOwn(database)
    .updateTable('workspaces.workspace')
    .set({ state })
    .where('workspace_id', '=', workspaceId)
    .execute();
}

export async function stateOf(database: Database, workspaceId: string): Promise<WorkspaceState> {
  const { state } = await workspacesOwn(database)
    .selectFrom('workspaces.workspace')
    .select('state')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return state;
}

/** What DescribeWorkspacesConnectionStatus would say. */
export function connectionStateOf(database: Database, workspaceId: string) {
  return workspacesOwn(database)
    .selectFrom('workspaces.workspace')
    .select(['connection_state', 'last_user_connection_at'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
}

/** Lets only these addresses reach the directory of {@link insertDesktop}; none given: nobody. */
export async function allowOnly(database: Database, ...ipRules: string[]): Promise<void> {
  await workspacesOwn(database)
    .insertInto('workspaces.ip_group')
    .values({
      group_id: 'wsipg-000000000',
      account_id: '000000000000',
      region: 'us-east-1',
      group_name: 'test',
      group_desc: null,
      rules: JSON.stringify(ipRules.map((ipRule) => ({ ipRule }))),
      created_at: new Date('2026-01-01T00:00:00Z'),
    })
    .execute();
  await workspacesOwn(database)
    .insertInto('workspaces.ip_group_association')
    .values({ directory_id: testDirectory.directoryId, group_id: 'wsipg-000000000' })
    .execute();
}

/** Where the tests' client signs in from. */
export const client = { address: '192.0.2.7', agent: 'test' };
/** What the user of the desktop of {@link useAccess} signs in with. */
export const ada = {
  registrationCode: testDirectory.registrationCode,
  userName: 'ada',
  password: 'right',
  deviceType: 'Web',
} as const;

export const refused = (code: ProblemCode) => expect.objectContaining({ name: 'AccessProblem', code });

/** A database for the tests of a file, in which Ada has the desktop `ws-aaaaaaaaa` and nobody has signed in. */
export function useAccess() {
  const sealer = new Sealer(randomBytes(32));
  const log = createLogger('test', 'silent');
  let opened: Awaited<ReturnType<typeof testDatabase>> | undefined;
  const database = () => {
    if (!opened) throw new Error('The database is not open yet.');
    return opened.database;
  };

  beforeAll(async () => {
    opened = await testDatabase(workflowsMigrations, workspacesMigrations, migrations);
  });
  afterAll(() => opened?.close());
  beforeEach(async () => {
    await own(database()).deleteFrom('access.session').execute();
    await own(database()).deleteFrom('access.signing_key').execute();
    const workspaces = workspacesOwn(database());
    await workspaces.deleteFrom('workspaces.ip_group_association').execute();
    await workspaces.deleteFrom('workspaces.ip_group').execute();
    await workspaces.deleteFrom('workspaces.workspace').execute();
    await insertDesktop(database(), sealer, { workspaceId: 'ws-aaaaaaaaa', userName: 'Ada' });
  });

  return {
    get database() {
      return database();
    },
    sealer,
    log,

    /** A gateway whose directory accepts the password `right`, and says otherwise what the test wants. */
    gateway(otherwise: PasswordResult = 'rejected', secondFactor = noSecondFactor): Gateway {
      const clock = new ManualClock(new Date());
      const asked: string[] = [];
      const checkPassword = async (_directoryId: string, userName: string, password: string) => {
        asked.push(userName);
        return {
          userName: userName.toLowerCase(),
          result: password === 'right' ? ('accepted' as const) : otherwise,
        };
      };
      return {
        clock,
        asked,
        ...createAccess({
          database: database(),
          queue,
          sealer,
          clock,
          log,
          checkPassword,
          secondFactor,
          host: testHost,
        }),
      };
    },

    /** From a ticket to an open connection, as the streaming gateway does it. */
    async redeem({ tickets, clock }: Gateway, ticket: string): Promise<OpenConnection | undefined> {
      const verified = await tickets.verify(ticket, client);
      return verified && openConnection(database(), verified, clock.now());
    },
  };
}

export interface Gateway extends ReturnType<typeof createAccess> {
  readonly clock: ManualClock;
  /** The user names that the directory was asked about. */
  readonly asked: readonly string[];
}

/** The session that a sign-in began. @throws Error where a further code is wanted */
export function begun(answer: SignInAnswer | SignInChallenge): SignInAnswer {
  if ('status' in answer) throw new Error(answer.prompt);
  return answer;
}

/** Signs Ada in to a desktop that is ready. */
export async function signIn({ access }: Gateway) {
  const answer = begun(await access.signIn(ada, client));
  if (answer.desktop.status !== 'ready') throw new Error(`It is ${answer.desktop.state}.`);
  return { sessionToken: answer.sessionToken, ticket: answer.desktop.ticket };
}
