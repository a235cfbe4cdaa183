import {
  DESKTOP_CONF,
  DESKTOP_CONF_BYTES_MAX,
  type DesktopConf,
  parseDesktopConf,
} from '../model/desktopConf.ts';
import { setDesktopPolicy } from '../store/sessionPolicies.ts';
import type { LifecycleDeps } from './deps.ts';

/** Which desktop.conf it is, as the desktop itself says; null where that is not known. */
type Stamp = string | null;

/**
 * Reads what a desktop's own file says about sessions with it, and keeps it where gateways see it. A desktop whose
 * file cannot be read keeps what it said before: that is no reason for it not to be used.
 */
export async function readDesktopPolicy(
  deps: Pick<LifecycleDeps, 'engine' | 'database' | 'clock' | 'log'>,
  workspaceId: string,
  stamp: Stamp = null,
): Promise<void> {
  const { engine, database, clock, log } = deps;
  try {
    const { narrowing, problems } = parse(await engine.readFile(workspaceId, DESKTOP_CONF));
    await setDesktopPolicy(database, workspaceId, { narrowing, stamp, readAt: clock.now() });
    if (problems.length > 0)
      log.warn({ workspaceId, problems }, `${DESKTOP_CONF} has lines that say nothing`);
  } catch (error) {
    log.warn({ workspaceId, err: error }, `${DESKTOP_CONF} cannot be read`);
  }
}

function parse(content: Buffer | undefined): DesktopConf {
  if (content === undefined) return { narrowing: {}, problems: [] };
  if (content.length > DESKTOP_CONF_BYTES_MAX)
    throw new Error(`It has more than ${DESKTOP_CONF_BYTES_MAX} bytes.`);
  return parseDesktopConf(content.toString('utf8'));
}
