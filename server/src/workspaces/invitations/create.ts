import type { Database } from '../../database/database.ts';
import { insertInvitation } from '../store/invitations.ts';
import { registrationOf } from '../store/registrations.ts';
import { findWorkspace } from '../store/workspaces.ts';
import type { InvitationSettings } from './settings.ts';
import { invitationText } from './text.ts';

export interface NewInvitation {
  workspaceId: string;
  user: { userName: string; displayName?: string | undefined; mail?: string | undefined };
  settings: InvitationSettings;
  now: Date;
}

/** Writes a WorkSpace's invitation, to be delivered when the WorkSpace is AVAILABLE. Repeatable. */
export async function createInvitation(
  transaction: Database,
  { workspaceId, user, settings, now }: NewInvitation,
): Promise<void> {
  const workspace = await findWorkspace(transaction, workspaceId);
  const registration = workspace && (await registrationOf(transaction, workspace.directory_id));
  if (!registration) throw new Error(`The WorkSpace ${workspaceId} has no registered directory.`);
  const { subject, body } = invitationText({
    name: user.displayName ?? user.userName,
    userName: user.userName,
    registrationCode: registration.registration_code,
    gatewayUrl: settings.gatewayUrl,
  });
  await insertInvitation(transaction, {
    workspace_id: workspaceId,
    user_name: user.userName,
    recipient: user.mail ?? null,
    subject,
    body,
    created_at: now,
  });
}
