import type { Insertable, Selectable } from 'kysely';
import type { Database } from '../../database/database.ts';
import { type InvitationTable, own } from '../tables.ts';

export type InvitationRow = Selectable<InvitationTable>;

/** An invitation as `alcove invitations` lists it. */
export interface Invitation {
  workspaceId: string;
  userName: string;
  recipient: string | undefined;
  subject: string;
  body: string;
  createdAt: Date;
  /** Undefined while it has not gone out. */
  deliveredAt: Date | undefined;
  /** `mail`, or the path of the file. */
  deliveredTo: string | undefined;
  error: string | undefined;
}

/** All invitations, the newest first. */
export async function listInvitations(database: Database): Promise<Invitation[]> {
  const rows = await own(database)
    .selectFrom('workspaces.invitation')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('workspace_id')
    .execute();
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    userName: row.user_name,
    recipient: row.recipient ?? undefined,
    subject: row.subject,
    body: row.body,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at ?? undefined,
    deliveredTo: row.delivered_to ?? undefined,
    error: row.error ?? undefined,
  }));
}

export function findInvitation(database: Database, workspaceId: string): Promise<InvitationRow | undefined> {
  return own(database)
    .selectFrom('workspaces.invitation')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
}

/** Keeps the invitation; a WorkSpace has one, and a second is not made. */
export async function insertInvitation(
  transaction: Database,
  row: Insertable<InvitationTable>,
): Promise<void> {
  await own(transaction)
    .insertInto('workspaces.invitation')
    .values(row)
    .onConflict((conflict) => conflict.column('workspace_id').doNothing())
    .execute();
}

export async function markDelivered(
  database: Database,
  workspaceId: string,
  deliveredTo: string,
  at: Date,
): Promise<void> {
  await own(database)
    .updateTable('workspaces.invitation')
    .set({ delivered_at: at, delivered_to: deliveredTo, error: null })
    .where('workspace_id', '=', workspaceId)
    .execute();
}

export async function markUndelivered(database: Database, workspaceId: string, error: string): Promise<void> {
  await own(database)
    .updateTable('workspaces.invitation')
    .set({ error })
    .where('workspace_id', '=', workspaceId)
    .execute();
}
