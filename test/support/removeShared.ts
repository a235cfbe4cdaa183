import { existsSync } from 'node:fs';
import { shared } from './shared.ts';

/** Before and after a run: what an earlier one left behind, and what this one made. */
async function remove(): Promise<void> {
  if (existsSync(shared.home)) await shared.destroy();
}

export { remove as setup, remove as teardown };
