import type { Clock } from '../base/clock.ts';
import { type Database, inTransaction } from '../database/database.ts';
import { newRoleId } from './model/ids.ts';
import { MAX_SESSION_DURATION_SECONDS_DEFAULT, WORKSPACES_DEFAULT_ROLE } from './model/role.ts';
import { attachPolicy, insertRole } from './store.ts';

/**
 * Makes the role `workspaces_DefaultRole` with its two policies where the account has none, as the console of
 * WorkSpaces does. A role that is there is left as it is.
 */
export function ensureWorkspacesDefaultRole(
  database: Database,
  accountId: string,
  clock: Clock,
): Promise<void> {
  return inTransaction(database, async (transaction) => {
    const { name, assumeRolePolicyDocument, policyArns } = WORKSPACES_DEFAULT_ROLE;
    const id = newRoleId();
    const made = await insertRole(transaction, {
      accountId,
      name,
      id,
      path: '/',
      assumeRolePolicyDocument,
      description: undefined,
      maxSessionDurationSeconds: MAX_SESSION_DURATION_SECONDS_DEFAULT,
      createdAt: clock.now(),
      tags: [],
    });
    if (!made) return;
    for (const policyArn of policyArns) await attachPolicy(transaction, id, policyArn);
  });
}
