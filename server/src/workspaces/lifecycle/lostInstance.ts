import { randomUUID } from 'node:crypto';
import type { LifecycleDeps } from './deps.ts';
import { createInstance } from './instance.ts';

/**
 * Makes the instance of a desktop anew where somebody took it away. Nothing is lost by that but the programs that
 * ran: its files are on its volumes. Repeatable.
 */
export async function ensureInstance(
  deps: LifecycleDeps,
  workspaceId: string,
  signal: AbortSignal,
): Promise<void> {
  if (await deps.engine.instance(workspaceId)) return;
  deps.log.warn({ workspaceId }, 'the instance is gone; making it anew');
  await createInstance(deps, workspaceId, { idempotencyKey: randomUUID(), signal });
}
