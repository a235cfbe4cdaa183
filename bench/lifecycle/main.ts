import { engineOf } from '../../test/support/desktop.ts';
import { Installation } from '../../test/support/installation.ts';
import { addUsers, setUp } from '../../test/support/setup.ts';
import { writePage } from '../page.ts';
import { BareInstance } from './bare.ts';
import { lifecycle, type Measured } from './measure.ts';
import { report } from './report.ts';

/**
 * How long the changes in a WorkSpace's life take, each beside what the engine alone needs for the like of it with
 * an instance of the same image in the same run. `node bench/lifecycle/main.ts` (as root) writes a dated file to
 * bench/results.
 */
const ROUNDS = 3;

const installation = new Installation('/tmp/alcove-bench-lifecycle', 15);
const setup = await setUp(installation);
const engine = await engineOf(installation);
try {
  await addUsers(setup, ['bench']);
  const bare = await BareInstance.open(installation, engine);
  const rounds: { ours: Measured; floor: Measured }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ floor: await bare.measure(), ours: await lifecycle(setup, 'bench') });
  }
  bare.close();
  writePage('lifecycle', (occasion) => report({ ...occasion, rounds }));
} finally {
  engine.close();
  await installation.destroy();
}
