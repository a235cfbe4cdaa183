import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { notify } from '../../database/notifications.ts';
import {
  DEFAULT_SESSION_POLICY,
  effectivePolicy,
  type SessionPolicy,
  type SessionPolicyPart,
} from '../model/sessionPolicy.ts';
import { own } from '../tables.ts';

/** Wakes those who enforce session policies when one has changed, of a directory or of a desktop. */
export const SESSION_POLICIES_TOPIC = 'workspaces.session-policies';

/** What was set for a directory; nothing where all is as it comes. */
export async function sessionPolicyPartOf(
  database: Database,
  directoryId: string,
): Promise<SessionPolicyPart> {
  const row = await own(database)
    .selectFrom('workspaces.session_policy')
    .select('policy')
    .where('directory_id', '=', directoryId)
    .executeTakeFirst();
  return row?.policy ?? {};
}

/** The session policy of a directory: what was set for it, the defaults for the rest. */
export async function sessionPolicyOf(database: Database, directoryId: string): Promise<SessionPolicy> {
  return { ...DEFAULT_SESSION_POLICY, ...(await sessionPolicyPartOf(database, directoryId)) };
}

/** Replaces what was set for a directory; nothing for the defaults. */
export async function setSessionPolicy(
  transaction: Database,
  directoryId: string,
  part: SessionPolicyPart,
): Promise<void> {
  const policy = JSON.stringify(part);
  await own(transaction)
    .insertInto('workspaces.session_policy')
    .values({ directory_id: directoryId, policy })
    .onConflict((conflict) => conflict.column('directory_id').doUpdateSet({ policy }))
    .execute();
  await notify(transaction, SESSION_POLICIES_TOPIC);
}

/**
 * The policy that holds for sessions of a WorkSpace: its directory's, narrowed by what its desktop says for itself.
 * @returns undefined where there is no such WorkSpace
 */
export async function policyOfWorkspace(
  database: Database,
  workspaceId: string,
): Promise<SessionPolicy | undefined> {
  const row = await own(database)
    .selectFrom('workspaces.workspace')
    .leftJoin('workspaces.session_policy', (join) =>
      join.onRef('workspaces.session_policy.directory_id', '=', 'workspaces.workspace.directory_id'),
    )
    .leftJoin('workspaces.desktop_policy', (join) =>
      join.onRef('workspaces.desktop_policy.workspace_id', '=', 'workspaces.workspace.workspace_id'),
    )
    .select(['workspaces.session_policy.policy', 'workspaces.desktop_policy.narrowing'])
    .where('workspaces.workspace.workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row && effectivePolicy({ ...DEFAULT_SESSION_POLICY, ...row.policy }, row.narrowing ?? {});
}

/** Keeps what a desktop's own file says; those who enforce policies are woken where it says something else than before. */
export async function setDesktopPolicy(
  transaction: Database,
  workspaceId: string,
  narrowing: SessionPolicyPart,
  readAt: Date,
): Promise<void> {
  const value = JSON.stringify(narrowing);
  const changed = await own(transaction)
    .insertInto('workspaces.desktop_policy')
    .values({ workspace_id: workspaceId, narrowing: value, read_at: readAt })
    .onConflict((conflict) =>
      conflict
        .column('workspace_id')
        .doUpdateSet({ narrowing: value, read_at: readAt })
        .where(sql<boolean>`desktop_policy.narrowing is distinct from excluded.narrowing`),
    )
    .executeTakeFirst();
  if (changed.numInsertedOrUpdatedRows) await notify(transaction, SESSION_POLICIES_TOPIC);
}
