import { isDeepStrictEqual } from 'node:util';
import { type Database, inTransaction } from '../../database/database.ts';
import { notify } from '../../database/notifications.ts';
import { ofPlace, type Place } from '../model/place.ts';
import {
  DEFAULT_SESSION_POLICY,
  effectivePolicy,
  type SessionPolicy,
  type SessionPolicyPart,
} from '../model/sessionPolicy.ts';
import { own } from '../tables.ts';
import { lockRegistration, registrationOf } from './registrations.ts';

/** Wakes those who enforce session policies when one has changed, of a directory or of a desktop. */
export const SESSION_POLICIES_TOPIC = 'workspaces.session-policies';

/** The session policy of a directory: what was set for it, the defaults for the rest. */
export async function sessionPolicyOf(database: Database, directoryId: string): Promise<SessionPolicy> {
  return { ...DEFAULT_SESSION_POLICY, ...(await partOf(database, directoryId)) };
}

/** What was set of a directory's policy; undefined where the account has no such registered directory. */
export async function sessionPolicyPart(
  database: Database,
  place: Place,
  directoryId: string,
): Promise<SessionPolicyPart | undefined> {
  const registration = await registrationOf(database, directoryId);
  return ofPlace(registration, place) ? await partOf(database, directoryId) : undefined;
}

/**
 * Changes what is set of a directory's policy, one change after another.
 * @returns what is set now; undefined where the account has no such registered directory
 */
export function changeSessionPolicy(
  database: Database,
  place: Place,
  directoryId: string,
  change: (part: SessionPolicyPart) => SessionPolicyPart,
): Promise<SessionPolicyPart | undefined> {
  return inTransaction(database, async (transaction) => {
    if (!ofPlace(await lockRegistration(transaction, directoryId), place)) return undefined;
    const part = change(await partOf(transaction, directoryId));
    await setSessionPolicy(transaction, directoryId, part);
    return part;
  });
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
  return (await policiesOfWorkspaces(database, [workspaceId])).get(workspaceId);
}

/** The policies that hold for sessions of WorkSpaces; those that are not there are left out. */
export async function policiesOfWorkspaces(
  database: Database,
  workspaceIds: readonly string[],
): Promise<Map<string, SessionPolicy>> {
  if (workspaceIds.length === 0) return new Map();
  const rows = await policyRows(database).where('workspace.workspace_id', 'in', workspaceIds).execute();
  return new Map(rows.map((row) => [row.workspace_id, policiesOf(row).effective]));
}

/** The directory's policy and the one that holds for a WorkSpace; undefined where the account has no such WorkSpace. */
export async function policiesOfWorkspace(
  database: Database,
  place: Place,
  workspaceId: string,
): Promise<WorkspacePolicies | undefined> {
  const row = ofPlace(await findPolicies(database, workspaceId), place);
  return row && policiesOf(row);
}

export interface WorkspacePolicies {
  directory: SessionPolicy;
  effective: SessionPolicy;
}

/** What a desktop's own file says, and which file that was by its own account. */
export interface DesktopPolicy {
  narrowing: SessionPolicyPart;
  stamp: string | null;
  readAt: Date;
}

/** Keeps what a desktop says. Those who enforce policies are woken where it is something else than before. */
export function setDesktopPolicy(
  database: Database,
  workspaceId: string,
  { narrowing, stamp, readAt }: DesktopPolicy,
): Promise<void> {
  const values = { narrowing: JSON.stringify(narrowing), stamp, read_at: readAt };
  return inTransaction(database, async (transaction) => {
    const before = await findPolicies(transaction, workspaceId);
    if (!before) return;
    await own(transaction)
      .insertInto('workspaces.desktop_policy')
      .values({ workspace_id: workspaceId, ...values })
      .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(values))
      .execute();
    const after = policiesOf({ ...before, narrowing }).effective;
    if (!isDeepStrictEqual(after, policiesOf(before).effective)) {
      await notify(transaction, SESSION_POLICIES_TOPIC);
    }
  });
}

/** Which file was read last in each desktop, where that is known. */
export async function desktopPolicyStamps(database: Database): Promise<Map<string, string>> {
  const rows = await own(database)
    .selectFrom('workspaces.desktop_policy')
    .select(['workspace_id', 'stamp'])
    .execute();
  return new Map(rows.flatMap(({ workspace_id, stamp }) => (stamp === null ? [] : [[workspace_id, stamp]])));
}

async function partOf(database: Database, directoryId: string): Promise<SessionPolicyPart> {
  const row = await own(database)
    .selectFrom('workspaces.session_policy')
    .select('policy')
    .where('directory_id', '=', directoryId)
    .executeTakeFirst();
  return row?.policy ?? {};
}

function findPolicies(database: Database, workspaceId: string) {
  return policyRows(database).where('workspace.workspace_id', '=', workspaceId).executeTakeFirst();
}

function policyRows(database: Database) {
  return own(database)
    .selectFrom('workspaces.workspace as workspace')
    .leftJoin('workspaces.session_policy as directory', 'directory.directory_id', 'workspace.directory_id')
    .leftJoin('workspaces.desktop_policy as desktop', 'desktop.workspace_id', 'workspace.workspace_id')
    .select([
      'workspace.workspace_id',
      'workspace.account_id',
      'workspace.region',
      'directory.policy',
      'desktop.narrowing',
    ]);
}

function policiesOf(row: {
  policy: SessionPolicyPart | null;
  narrowing: SessionPolicyPart | null;
}): WorkspacePolicies {
  const directory = { ...DEFAULT_SESSION_POLICY, ...row.policy };
  return { directory, effective: effectivePolicy(directory, row.narrowing ?? {}) };
}
