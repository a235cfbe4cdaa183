import { EngineError } from '../../engine/engine.ts';
import { failedUpdate, readUpdateReport, type UpdateReport } from '../model/updates.ts';
import type { LifecycleDeps } from './deps.ts';

/** Longer than the unit's own limit. */
const TIMEOUT_SECONDS = 50 * 60;

/** `alcove-updates.service` of the image writes it. */
const REPORT_PATH = '/run/alcove-updates';

/**
 * Installs the updates of the running desktop's operating system. That they do not come, as where no mirror is
 * reached, is no reason to take the desktop away from its user: it is the report that says so. Repeatable, and
 * waits for an update that an earlier attempt has begun.
 */
export async function installUpdates(
  deps: Pick<LifecycleDeps, 'engine' | 'log'>,
  workspaceId: string,
  signal: AbortSignal,
): Promise<UpdateReport> {
  const report = await update(deps, workspaceId, signal);
  const { outcome, message } = report;
  if (outcome === 'failed') deps.log.warn({ workspaceId, reason: message }, 'the updates were not installed');
  else deps.log.info({ workspaceId, outcome, packages: report.packages }, 'the updates are installed');
  return report;
}

async function update(
  { engine }: Pick<LifecycleDeps, 'engine'>,
  workspaceId: string,
  signal: AbortSignal,
): Promise<UpdateReport> {
  const inside = (command: readonly string[], timeoutSeconds = 60) =>
    engine.execute(workspaceId, command, { timeoutSeconds, signal });
  const isRebootRequired = async () => (await inside(['test', '-e', '/run/reboot-required'])).exitCode === 0;
  try {
    const { exitCode, stderr } = await inside(
      ['systemctl', 'start', 'alcove-updates.service'],
      TIMEOUT_SECONDS,
    );
    const rebootRequired = await isRebootRequired();
    if (exitCode !== 0) return failedUpdate(stderr, rebootRequired);
    return readUpdateReport((await inside(['head', '-c', '4096', REPORT_PATH])).stdout, rebootRequired);
  } catch (error) {
    if (signal.aborted || !(error instanceof EngineError)) throw error;
    return failedUpdate(error.message, false);
  }
}
