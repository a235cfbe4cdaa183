import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../database/database.ts';
import { defineWorkflow, FatalStepError, type Workflow } from '../../workflows/workflow.ts';
import { deliverInvitation, type WorkspaceInput } from '../model/workflows.ts';
import { findInvitation, markDelivered, markUndelivered } from '../store/invitations.ts';
import { isRefusedForGood, sendMail, writeMail } from './mail.ts';
import type { InvitationSettings } from './settings.ts';

export interface DeliveryDeps {
  database: Database;
  clock: Clock;
  invitations: InvitationSettings;
}

/** A mail server may be away over a weekend. */
const RETRIES = { retries: 200, backoffMs: 2_000, backoffMsMax: 30 * 60_000 };
const TIMEOUT_MS = 60_000;

/** Brings an invitation to its user: by mail, or as a file in the outbox folder. */
export function deliverInvitationWorkflow(deps: DeliveryDeps): Workflow<WorkspaceInput> {
  return defineWorkflow(deliverInvitation, async (run) => {
    const { workspaceId } = run.input;
    await run.step('deliver', () => deliver(deps, workspaceId), { ...RETRIES, timeoutMs: TIMEOUT_MS });
  });
}

/** Does nothing for an invitation that was delivered, or whose WorkSpace is gone. */
async function deliver({ database, clock, invitations }: DeliveryDeps, workspaceId: string): Promise<void> {
  const row = await findInvitation(database, workspaceId);
  if (!row || row.delivered_at) return;
  const { recipient, subject, body, created_at: date } = row;
  const message = { id: workspaceId, from: invitations.from, recipient, subject, body, date };
  try {
    const deliveredTo =
      invitations.smtpUrl !== undefined && recipient !== null
        ? await sendMail(invitations.smtpUrl, { ...message, recipient })
        : await writeMail(invitations.outboxDirectory, message);
    await markDelivered(database, workspaceId, deliveredTo, clock.now());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await markUndelivered(database, workspaceId, reason);
    throw isRefusedForGood(error) ? new FatalStepError(reason, { cause: error }) : error;
  }
}
