import type { Home } from '../config/home.ts';
import type { Settings } from '../config/settings.ts';
import { engineSocket } from '../engine/daemon/daemon.ts';
import { POOL } from '../engine/daemon/pool.ts';
import { connectEngine, type Engine } from '../engine/index.ts';

/**
 * Connects to the engine server that the settings name; otherwise to Alcove's own below the state directory.
 * @throws EngineError where the engine cannot be reached or does not trust us
 */
export function openEngine(home: Home, settings: Settings): Promise<Engine> {
  if (settings['engine.socket'] !== '') {
    const address = { kind: 'unix', socketPath: settings['engine.socket'] } as const;
    return connectEngine({ address, pool: settings['engine.pool'] });
  }
  return connectEngine({ address: { kind: 'unix', socketPath: engineSocket(home.engine) }, pool: POOL });
}
