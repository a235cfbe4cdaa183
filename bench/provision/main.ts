import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { connectEngine } from '../../server/src/engine/index.ts';
import { Installation, root } from '../../test/support/installation.ts';
import { addUsers, setUp } from '../../test/support/setup.ts';
import { bareLaunch, provision } from './measure.ts';
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
const engine = await connectEngine({
  address: { kind: 'unix', socketPath: join(installation.home, 'engine', 'data', 'unix.socket') },
  pool: 'alcove',
});
try {
  const users = Array.from({ length: AT_ONCE }, (_, index) => `bench${index}`);
  await addUsers(setup, users);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ bareSeconds: await bareLaunch(engine, 1), ...(await provision(setup, users.slice(0, 1))) });
  }
  const five = { bareSeconds: await bareLaunch(engine, AT_ONCE), ...(await provision(setup, users)) };
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const page = report({ date, machine, quickSetupSeconds, rounds, five });
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  writeFileSync(join(root, 'bench', 'results', `${date}-provision.md`), page);
  process.stdout.write(page);
} finally {
  engine.close();
  await installation.destroy();
}
