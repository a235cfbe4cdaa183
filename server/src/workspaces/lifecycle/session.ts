import { EngineError } from '../../engine/engine.ts';
import { fabricNetwork } from '../../networks/index.ts';
import { DISPLAY_PORT } from '../model/display.ts';
import { updateWorkspace } from '../store/workspaces.ts';
import { networkOf } from './addresses.ts';
import type { LifecycleDeps } from './deps.ts';
import { mountVolumes } from './desktopVolumes.ts';
import { waitForDisplay } from './display.ts';
import { ensureAgentSecret } from './instance.ts';
import { workspaceRow } from './row.ts';

/** A first start on a busy host takes its time. */
const HEALTH_TIMEOUT_MS = 90_000;
const STARTS_MAX = 3;
/** How long the operating system may take to shut down before its power is cut. */
const SHUTDOWN_TIMEOUT_SECONDS = 60;

/** Starts the instance and connects it to its VPC. Repeatable, and right for one that runs already. */
export async function startSession(
  deps: LifecycleDeps,
  workspaceId: string,
  signal: AbortSignal,
): Promise<void> {
  await mountVolumes(deps, workspaceId);
  await ensureAgentSecret(deps, workspaceId);
  await deps.engine.start(workspaceId, signal);
  await attach(deps, workspaceId);
}

/** Shuts the operating system down, in good order if it can. Repeatable. */
export async function shutDown({ engine }: LifecycleDeps, workspaceId: string): Promise<void> {
  await engine.stop(workspaceId, { timeoutSeconds: SHUTDOWN_TIMEOUT_SECONDS });
}

/** Connects the running instance's network card, which is a new one after each start. */
async function attach(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  // Asked before the card is connected: a start in between shows as a difference, and is mended by another turn.
  const pid = await deps.engine.processId(workspaceId);
  const { vpc } = await networkOf(deps.database, workspaceId);
  const network = await fabricNetwork(deps.database, vpc.vpcId);
  if (!network)
    throw new Error(`The VPC ${vpc.vpcId} of the WorkSpace ${workspaceId} is not there any more.`);
  await deps.fabric.ensureNetwork(network);
  await deps.fabric.attach(vpc);
  await updateWorkspace(deps.database, workspaceId, { attached_pid: pid ?? null });
}

/**
 * Waits until the desktop's display answers. One that stops meanwhile is started again: a restart of the engine stops
 * desktops, and frozen ones whose processes were killed die when they are thawed.
 * @throws Error where the display stays silent, or the desktop does not stay up
 */
export async function awaitHealth(
  deps: LifecycleDeps,
  workspaceId: string,
  signal: AbortSignal,
): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  if (row.management_address === null) throw new Error(`The WorkSpace ${workspaceId} has no addresses.`);
  let starts = 0;
  const keepUp = async () => {
    const instance = await deps.engine.instance(workspaceId);
    if (!instance) throw new Error(`The instance ${workspaceId} is missing.`);
    if (instance.status === 'Running') return;
    if (++starts > STARTS_MAX) throw new Error(`The desktop of ${workspaceId} does not stay up.`);
    await startSession(deps, workspaceId, signal);
  };
  const onSilence = () => unlessEngineIsAway(keepUp);
  await onSilence();
  await waitForDisplay(row.management_address, DISPLAY_PORT, {
    ...{ timeoutMs: HEALTH_TIMEOUT_MS, signal, onSilence },
  });
}

/** An engine that is being restarted is asked again later; desktops run on meanwhile. */
async function unlessEngineIsAway(ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 503) throw error;
  }
}
