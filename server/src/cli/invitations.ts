import { Command } from 'commander';
import { type Invitation, listInvitations } from '../workspaces/index.ts';
import { withLocal } from './local.ts';

/** `alcove invitations`: what users were told, and how it reached them. */
export function invitationsCommand(): Command {
  return new Command('invitations')
    .description('show the invitations that were sent or written')
    .argument('[user]', 'only those of this user')
    .option('--json', 'as JSON')
    .action(async (user: string | undefined, options: { json?: boolean }) => {
      await withLocal(async (local) => {
        const all = await listInvitations(local.database);
        const wanted = all.filter((invitation) => user === undefined || invitation.userName === user);
        process.stdout.write(
          options.json ? `${JSON.stringify(wanted, null, 2)}\n` : wanted.map(text).join('\n'),
        );
      });
    });
}

function text(invitation: Invitation): string {
  const outcome = invitation.deliveredAt
    ? `${invitation.deliveredAt.toISOString()} ${invitation.deliveredTo ?? ''}`
    : `not delivered${invitation.error ? `: ${invitation.error}` : ' yet'}`;
  const to = invitation.recipient ?? '(no mail address)';
  return `${invitation.userName} <${to}>  ${invitation.workspaceId}  ${outcome}\n\n${invitation.body.replace(/^/gm, '    ')}\n`;
}
