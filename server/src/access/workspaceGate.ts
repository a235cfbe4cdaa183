import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Database } from '../database/database.ts';
import type { WorkflowQueue } from '../workflows/workflow.ts';
import { findWorkspaceOfUser, startForUser, type UserWorkspace } from '../workspaces/index.ts';
import { availabilityIn } from './availability.ts';
import type { Visit } from './model/client.ts';
import { refuse } from './refusal.ts';

export interface WorkspaceGateDeps {
  database: Database;
  /** Where signing in asks for a stopped desktop to be started. */
  queue: WorkflowQueue;
  clock: Clock;
  log: Logger;
}

/**
 * The last gate: the WorkSpace must be there, or be so in a moment. A stopped one passes: {@link startIfStopped}.
 * @param userName the account's own name
 * @throws AccessProblem which says what is the matter with the WorkSpace
 */
export async function workspaceGate(
  deps: WorkspaceGateDeps,
  visit: Visit,
  userName: string,
): Promise<UserWorkspace> {
  const workspace = await findWorkspaceOfUser(deps.database, visit.directoryId, userName);
  return requireAvailable(deps, { ...visit, userName }, workspace);
}

/** The WorkSpace, on its way if it was stopped. */
export async function startIfStopped(
  deps: WorkspaceGateDeps,
  visit: Visit,
  workspace: UserWorkspace,
): Promise<UserWorkspace> {
  if (availabilityIn(workspace.state) !== 'startable') return workspace;
  const { workspaceId } = workspace;
  const state = await startForUser(deps.database, deps.queue, workspaceId, deps.clock.now());
  deps.log.info({ workspaceId, state }, 'a stopped WorkSpace is started for its user');
  return requireAvailable(deps, visit, state && { ...workspace, state });
}

function requireAvailable(
  deps: WorkspaceGateDeps,
  visit: Visit,
  workspace: UserWorkspace | undefined,
): UserWorkspace {
  const gate = 'workspace';
  if (!workspace) throw refuse(deps.log, visit, { gate, code: 'NoWorkspace', reason: 'the user has none' });
  const availability = availabilityIn(workspace.state);
  if (availability === 'ready' || availability === 'waiting' || availability === 'startable') {
    return workspace;
  }
  throw refuse(deps.log, visit, { gate, code: availability, reason: `the WorkSpace is ${workspace.state}` });
}
