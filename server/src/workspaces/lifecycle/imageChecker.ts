import { type ImageCheckResult, imageCheckResult, imageChecks } from '../model/imageChecks.ts';
import type { DesktopEngine } from './deps.ts';

/** Some look through whole trees. */
const TIMEOUT_SECONDS = 60;

/** Nothing of the user's is in the way of finding the programs of the system. */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/**
 * Runs the image checker inside a running desktop.
 * @throws EngineError where the desktop does not run, or does not answer in time
 */
export async function checkImage(
  engine: Pick<DesktopEngine, 'execute'>,
  workspaceId: string,
  signal?: AbortSignal,
): Promise<ImageCheckResult[]> {
  const results: ImageCheckResult[] = [];
  for (const check of imageChecks) {
    const output = await engine.execute(workspaceId, ['/bin/sh', '-c', `${check.script}\ntrue`], {
      environment: ENVIRONMENT,
      timeoutSeconds: TIMEOUT_SECONDS,
      ...(signal && { signal }),
    });
    results.push(imageCheckResult(check, output));
  }
  return results;
}
