import { type Engine, waitUntilBooted } from '../../server/src/engine/index.ts';
import { createWorkspaces, type Setup, terminate, untilAvailable } from '../../test/support/setup.ts';
import { desktopImage } from '../desktopImage.ts';
import { latestRun } from '../latestRun.ts';

export interface Provisioned {
  /** From the call of CreateWorkspaces until the last one is AVAILABLE. */
  seconds: number;
  /** The steps of the first one. */
  stepSeconds: Record<string, number>;
}

export async function provision(setup: Setup, users: readonly string[]): Promise<Provisioned> {
  const startedAt = performance.now();
  const ids = await createWorkspaces(setup, users);
  await Promise.all(ids.map((id) => untilAvailable(setup, id)));
  const seconds = (performance.now() - startedAt) / 1000;
  const stepSeconds = await latestRun(setup, ids[0] ?? '', 'workspaces.provision');
  await terminate(setup, ids);
  return { seconds, stepSeconds };
}

/**
 * The floor: the engine creates and starts containers of the desktop image, with the same limits and nothing of
 * ours inside, and systemd in them is up.
 */
export async function bareLaunch(engine: Engine, count: number): Promise<number> {
  const imageAlias = await desktopImage(engine);
  const names = Array.from({ length: count }, (_, index) => `bare-${index}`);
  const startedAt = performance.now();
  await Promise.all(
    names.map(async (name) => {
      await engine.createInstance({
        name,
        imageAlias,
        labels: { kind: 'bench', idempotencyKey: name },
        ...{ cpus: 2, memoryMib: 4096, rootSizeGib: 80, interfaces: [] },
      });
      await engine.start(name);
      await waitUntilBooted(engine, name, { timeoutSeconds: 60 });
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  for (const name of names) await engine.deleteInstance(name);
  return seconds;
}
