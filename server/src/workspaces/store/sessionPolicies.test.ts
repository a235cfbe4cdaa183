import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createLogger } from '../../base/log.ts';
import { inTransaction } from '../../database/database.ts';
import { Notifications } from '../../database/notifications.ts';
import { DEFAULT_SESSION_POLICY, type SessionPolicyPart } from '../model/sessionPolicy.ts';
import { testClock, testRegistration, testWorkspace, useWorkspaces } from '../testing.ts';
import {
  policyOfWorkspace,
  SESSION_POLICIES_TOPIC,
  sessionPolicyOf,
  setDesktopPolicy,
  setSessionPolicy,
} from './sessionPolicies.ts';

const test = useWorkspaces();

const saying = (narrowing: SessionPolicyPart) => ({ narrowing, stamp: 'x', readAt: testClock.now() });

it('A directory has the defaults until something is set', async () => {
  const { database } = test;
  const directoryId = await testRegistration(database);
  expect(await sessionPolicyOf(database, directoryId)).toEqual(DEFAULT_SESSION_POLICY);
  await setSessionPolicy(database, directoryId, { clipboard: 'OFF' });
  expect(await sessionPolicyOf(database, directoryId)).toEqual({
    ...DEFAULT_SESSION_POLICY,
    clipboard: 'OFF',
  });
  await setSessionPolicy(database, directoryId, {});
  expect(await sessionPolicyOf(database, directoryId)).toEqual(DEFAULT_SESSION_POLICY);
});

it("A WorkSpace has its directory's policy, narrowed by its desktop", async () => {
  const { database } = test;
  const directoryId = await testRegistration(database);
  const workspaceId = await testWorkspace(database, directoryId, 'AVAILABLE');
  expect(await policyOfWorkspace(database, workspaceId)).toEqual(DEFAULT_SESSION_POLICY);
  await setSessionPolicy(database, directoryId, { clipboard: 'TO_DESKTOP', printing: false });
  await setDesktopPolicy(database, workspaceId, saying({ printing: true, audioIn: false }));
  expect(await policyOfWorkspace(database, workspaceId)).toEqual({
    ...DEFAULT_SESSION_POLICY,
    ...{ clipboard: 'TO_DESKTOP', printing: false, audioIn: false },
  });
  expect(await policyOfWorkspace(database, 'ws-none')).toBeUndefined();
});

it('Who enforces policies is woken by what changes, and by nothing else', async () => {
  const { database } = test;
  const directoryId = await testRegistration(database);
  const workspaceId = await testWorkspace(database, directoryId, 'AVAILABLE');
  const notifications = new Notifications({
    newClient: test.connection.newClient,
    log: createLogger('test', 'silent'),
    refreshIntervalMs: 600_000,
  });
  let calls = 0;
  notifications.listen([SESSION_POLICIES_TOPIC], () => void calls++);
  // Once for the call itself and once when the connection stands.
  await expect.poll(() => calls).toBe(2);
  await setSessionPolicy(database, directoryId, { printing: false });
  await expect.poll(() => calls).toBe(3);
  await setDesktopPolicy(database, workspaceId, saying({ audioIn: false }));
  await expect.poll(() => calls).toBe(4);
  await setDesktopPolicy(database, workspaceId, saying({ audioIn: false }));
  await inTransaction(database, (transaction) =>
    sql`select pg_notify('alcove', ${SESSION_POLICIES_TOPIC})`.execute(transaction),
  );
  await expect.poll(() => calls).toBe(5);
  await notifications.close();
});
