import { randomBytes } from 'node:crypto';
import { askRadius } from '../../radius/client.ts';
import { defineWorkflow, type Workflow } from '../../workflows/workflow.ts';
import { testRadius } from '../model/workflows.ts';
import { radiusFailure, radiusServers } from '../secondFactor.ts';
import { findRadius, setRadiusStatus } from '../store/radius.ts';
import type { LifecycleDeps } from './deps.ts';

type Input = { readonly directoryId: string; readonly settingsId: string };

export type RadiusDeps = Pick<LifecycleDeps, 'database' | 'sealer' | 'log'>;

/** The name that AWS's directories try RADIUS servers with, so that what administrators have heard of it is true here. */
const TEST_USER = 'awsfakeuser';

/**
 * Tries a directory's RADIUS servers with a user whom they need not know: any answer that proves that its sender
 * shares the secret is a good one, a rejection too. Each server is tried; one that answers is enough, since users are
 * signed in with it, and what the others lack stands in the log.
 */
export function testRadiusWorkflow(deps: RadiusDeps): Workflow<Input> {
  return defineWorkflow(
    testRadius,
    async (run) => {
      // The exchange has retries of its own, which are the administrator's choice.
      await run.step('exchange', ({ signal }) => tryServers(deps, run.input, signal), { retries: 0 });
      await run.transaction('completed', (tx) => setRadiusStatus(tx, run.input, 'Completed'));
    },
    (tx, _failure, input) => setRadiusStatus(tx, input, 'Failed'),
  );
}

async function tryServers(
  { database, sealer, log }: RadiusDeps,
  { directoryId, settingsId }: Input,
  signal: AbortSignal,
): Promise<void> {
  const radius = await findRadius(database, directoryId);
  // Disabled or changed meanwhile: another run is about what is there now.
  if (radius?.settingsId !== settingsId) return;
  const { servers, ...settings } = radiusServers(radius, sealer, directoryId);
  const question = { userName: TEST_USER, password: randomBytes(8).toString('hex'), signal };
  const results = await Promise.all(
    servers.map((server) => askRadius({ ...settings, servers: [server] }, question)),
  );
  const failures = results.filter((result) => result.status === 'unavailable').map(radiusFailure);
  for (const failure of failures) log.warn({ directoryId }, `RADIUS: ${failure}`);
  if (failures.length === servers.length) throw new Error(`RADIUS: ${failures.join('; ')}.`);
}
