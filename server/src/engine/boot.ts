import { setTimeout as delay } from 'node:timers/promises';
import { type Engine, EngineError } from './engine.ts';

const RETRY_MILLISECONDS = 50;

/**
 * Waits until the systemd of a started instance has started everything.
 * @returns `degraded` where a unit failed
 * @throws EngineError 408 after `timeoutSeconds`
 */
export async function waitUntilBooted(
  engine: Pick<Engine, 'execute'>,
  name: string,
  options: { timeoutSeconds: number; signal?: AbortSignal },
): Promise<'running' | 'degraded'> {
  const deadline = AbortSignal.timeout(options.timeoutSeconds * 1_000);
  const signal = AbortSignal.any([deadline, ...(options.signal ? [options.signal] : [])]);
  try {
    for (;;) {
      const state = await systemState(engine, name, signal);
      if (state === 'running' || state === 'degraded') return state;
      // `offline`: systemd does not listen yet, so that there is nothing to wait on but the next look.
      await delay(RETRY_MILLISECONDS, undefined, { signal });
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!deadline.aborted) throw error;
    throw new EngineError(`${name} did not boot within ${options.timeoutSeconds} s.`, 408);
  }
}

async function systemState(
  engine: Pick<Engine, 'execute'>,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const { stdout } = await engine.execute(name, ['systemctl', 'is-system-running', '--wait'], { signal });
  return stdout.trim();
}
