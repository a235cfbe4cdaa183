import { engineOf } from '../../test/support/desktop.ts';
import { Installation } from '../../test/support/installation.ts';
import { addUsers, setUp } from '../../test/support/setup.ts';
import { writePage } from '../page.ts';
import { bareLaunch, type Provisioned, provision } from './measure.ts';
import { report } from './report.ts';

/**
 * How long a desktop takes from CreateWorkspaces to AVAILABLE, one and five at a time, beside a bare launch of the
 * same image by the engine in the same run. `node bench/provision/main.ts` (as root) writes a dated file to
 * bench/results.
 */
const ROUNDS = 5;
const AT_ONCE = 5;

const installation = new Installation('/tmp/alcove-bench-provision', 3);
const startedAt = performance.now();
const setup = await setUp(installation);
const quickSetupSeconds = (performance.now() - startedAt) / 1000;
const engine = await engineOf(installation);
try {
  const users = Array.from({ length: AT_ONCE }, (_, index) => `bench${index}`);
  await addUsers(setup, users);
  const rounds: ({ bareSeconds: number } & Provisioned)[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ bareSeconds: await bareLaunch(engine, 1), ...(await provision(setup, users.slice(0, 1))) });
  }
  const five = { bareSeconds: await bareLaunch(engine, AT_ONCE), ...(await provision(setup, users)) };
  writePage('provision', (occasion) => report({ ...occasion, quickSetupSeconds, rounds, five }));
} finally {
  engine.close();
  await installation.destroy();
}
