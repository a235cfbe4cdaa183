import { inTransaction } from '../../database/database.ts';
import { hasOpenRun } from '../../workflows/history.ts';
import {
  FAILURES_UNTIL_UNHEALTHY,
  HEALTH_PORT,
  type HealthHistory,
  type HealthProblem,
  healthProblem,
  isLasting,
  remember,
} from '../model/health.ts';
import { nextState, type StateChange } from '../model/stateGraph.ts';
import { desktopPolicyStamps } from '../store/sessionPolicies.ts';
import {
  changeState,
  lockWorkspace,
  updateWorkspace,
  type WorkspaceRow,
  workspacesInStates,
} from '../store/workspaces.ts';
import { askHealth } from './askHealth.ts';
import type { LifecycleDeps } from './deps.ts';
import { readDesktopPolicy } from './desktopPolicy.ts';

/** In these a desktop runs and is asked: not while it is stopped, set aside, being changed, or in an administrator's hands. */
const ASKED_STATES = ['AVAILABLE', 'IMPAIRED', 'UNHEALTHY'] as const;

/** How many questions are under way at a time. */
const CONCURRENCY = 32;

type HealthDeps = Pick<LifecycleDeps, 'clock' | 'database' | 'engine' | 'log'>;

/** What came of a look at one WorkSpace. */
export interface HealthChange {
  workspaceId: string;
  state: WorkspaceRow['state'];
}

/**
 * Asks every running desktop how it is, and lets the states of the WorkSpaces follow what they say: UNHEALTHY or
 * IMPAIRED when some questions in a row failed, AVAILABLE at the first good answer. How many failed is remembered
 * by this object alone: a worker that starts anew counts from the beginning, which takes no state back.
 */
export class HealthMonitor {
  readonly #histories = new Map<string, HealthHistory>();

  /** Asks once. @returns the WorkSpaces whose state changed */
  async look(deps: HealthDeps): Promise<HealthChange[]> {
    const rows = (await workspacesInStates(deps.database, ASKED_STATES)).filter(isAskable);
    const present = new Set(rows.map((row) => row.workspace_id));
    for (const id of this.#histories.keys()) if (!present.has(id)) this.#histories.delete(id);
    const stamps = await desktopPolicyStamps(deps.database);
    const waiting = rows.values();
    const changes: HealthChange[] = [];
    await Promise.all(
      Array.from({ length: CONCURRENCY }, async () => {
        // The iterator is shared: each row is taken by one of them.
        for (const row of waiting) {
          const state = await this.#lookAt(deps, row, stamps.get(row.workspace_id));
          if (state) changes.push({ workspaceId: row.workspace_id, state });
        }
      }),
    );
    return changes;
  }

  /** @param stamp of the desktop.conf that was read last */
  async #lookAt(
    deps: HealthDeps,
    row: WorkspaceRow & { management_address: string },
    stamp: string | undefined,
  ) {
    const reply = await askHealth(row.management_address, HEALTH_PORT);
    const present = reply.kind === 'answer' ? reply.answer.policyStamp : undefined;
    if (present !== undefined && present !== stamp) await readDesktopPolicy(deps, row.workspace_id, present);
    const problem = healthProblem(reply, row.computer_name);
    const history = remember(this.#histories.get(row.workspace_id), runOf(row), problem);
    this.#histories.set(row.workspace_id, history);
    if (problem && !isLasting(history)) return undefined;
    return isShown(row, problem) ? undefined : show(deps, row, problem);
  }
}

function isAskable(row: WorkspaceRow): row is WorkspaceRow & { management_address: string } {
  return row.management_address !== null && !row.recovering;
}

/** Which run of the desktop it is: another one after it was stopped and started, or rebooted. */
const runOf = (row: WorkspaceRow) => `${row.started_at?.getTime() ?? 0}/${row.attached_pid ?? 0}`;

/** Whether the row says so already. */
function isShown(row: WorkspaceRow, problem: HealthProblem | undefined): boolean {
  if (!problem) return row.state === 'AVAILABLE';
  return row.error_code === problem.code && row.error_message === problem.message;
}

/**
 * Writes what was found, unless the WorkSpace has been changed since it was asked, or is about to be: whoever stops
 * or reboots a desktop makes it silent.
 * @returns the new state; undefined where it stays
 */
function show(
  deps: HealthDeps,
  asked: WorkspaceRow,
  problem: HealthProblem | undefined,
): Promise<WorkspaceRow['state'] | undefined> {
  const workspaceId = asked.workspace_id;
  return inTransaction(deps.database, async (transaction) => {
    const row = await lockWorkspace(transaction, workspaceId);
    if (!row || row.state !== asked.state || row.recovering || runOf(row) !== runOf(asked)) return undefined;
    if (await hasOpenRun(transaction, workspaceId)) return undefined;
    const error = { error_code: problem?.code ?? null, error_message: problem?.message ?? null };
    const change = changeFor(problem);
    if (nextState(row.state, change) === undefined) {
      // UNHEALTHY as before, for another reason.
      await updateWorkspace(transaction, workspaceId, error);
      return undefined;
    }
    const state = await changeState(transaction, workspaceId, change, { at: deps.clock.now(), ...error });
    const log = {
      workspaceId,
      state,
      ...(problem && { code: problem.code, failures: FAILURES_UNTIL_UNHEALTHY }),
    };
    if (problem) deps.log.warn(log, problem.message);
    else deps.log.info(log, 'the desktop answers again');
    return state;
  });
}

function changeFor(problem: HealthProblem | undefined): StateChange {
  if (!problem) return 'healthRegained';
  return problem.state === 'UNHEALTHY' ? 'healthLost' : 'degraded';
}
