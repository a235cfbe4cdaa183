import { installationTag } from '../config/home.ts';
import { Notifications } from '../database/notifications.ts';
import { pruneEvents } from '../database/outbox/outbox.ts';
import { createDirectoryAdministration } from '../directories/controllers/administration.ts';
import { workflows as directoryWorkflows, ensureControllersRunning } from '../directories/lifecycle/index.ts';
import { desiredFabric } from '../networks/index.ts';
import { workflows as networkWorkflows } from '../networks/lifecycle/index.ts';
import { loadAuthority } from '../supervisor/keys.ts';
import { pruneRuns } from '../workflows/history.ts';
import { workflowQueue as queue } from '../workflows/queue.ts';
import { WorkflowWorker } from '../workflows/worker.ts';
import { monitors, workflows as workspaceWorkflows } from '../workspaces/lifecycle/index.ts';
import { recipeOf } from '../workspaces/model/bundles.ts';
import { gatewayUrl } from './addresses.ts';
import { openDatabase } from './database.ts';
import { openEngine } from './engine.ts';
import { openFabric } from './fabric.ts';
import { faultInjection } from './fault.ts';
import { ensureEmptyImage, ensureRecipeImage, ensureRecipeVolume, shared as sharing } from './images.ts';
import type { Role } from './role.ts';
import { openVolumes } from './volumes.ts';

const RECONCILE_INTERVAL_MS = 15_000;
const PRUNE_INTERVAL_MS = 3_600_000;
const RUNS_KEPT_MS = 30 * 86_400_000;
const EVENTS_KEPT_MS = 7 * 86_400_000;

/** Carries out the work on this host: the only role with rights on it, and the only one that listens on nothing. */
export const worker: Role = async ({ home, settings, sealer, clock, log }) => {
  const connection = openDatabase(home, settings, 'worker', log);
  const { database, newClient } = connection;
  const engine = await openEngine(home, settings);
  const fabric = openFabric(home, settings, log);
  const volumes = await openVolumes(home, settings, { mend: true });
  const closing = new AbortController();
  const authority = await loadAuthority(home);
  const shared = {
    ...{ database, queue, engine, fabric, sealer, authority, clock, log },
    installation: installationTag(home),
    managementCidr: settings['network.managementCidr'],
  };
  const directoryDeps = {
    ...shared,
    ensureImage: (signal: AbortSignal) => ensureRecipeImage('controller', engine, settings, log, signal),
  };
  const workspaceDeps = {
    ...shared,
    directories: createDirectoryAdministration({ database, engine, clock }),
    volumes,
    ensureEmptyImage: () => ensureEmptyImage(engine),
    ensurePublicImage: sharing(async (imageId: string) => {
      const recipe = recipeOf(imageId);
      if (!recipe) throw new Error(`The image ${imageId} is not a public one.`);
      return ensureRecipeVolume(recipe, { engine, volumes, settings, log }, closing.signal);
    }),
    createMissingUsers: settings['directories.createMissingUsers'],
    timeZone: settings['workspaces.timeZone'],
    invitations: {
      smtpUrl: settings['mail.smtpUrl'] || undefined,
      from: settings['mail.from'],
      outboxDirectory: home.outbox,
      gatewayUrl: gatewayUrl(settings),
    },
  };

  await fabric.ensureManagement();
  const reconcile = async () => {
    await fabric.reconcile(() => desiredFabric(database));
    await ensureControllersRunning(directoryDeps);
  };
  await reconcile();

  const notifications = new Notifications({ newClient, log });
  const onBoundary = faultInjection(home, process.env);
  const runner = new WorkflowWorker({
    ...{ database, newClient, notifications, log },
    workflows: [
      ...networkWorkflows(shared),
      ...directoryWorkflows(directoryDeps),
      ...workspaceWorkflows(workspaceDeps),
    ],
    ...(onBoundary && { onBoundary }),
  });
  runner.every('reconcile', RECONCILE_INTERVAL_MS, reconcile);
  for (const { name, intervalMs, run } of monitors) {
    runner.every(name, intervalMs, async () => {
      await run(workspaceDeps);
    });
  }
  runner.every('prune-runs', PRUNE_INTERVAL_MS, () => pruneRuns(database, RUNS_KEPT_MS));
  runner.every('prune-events', PRUNE_INTERVAL_MS, () => pruneEvents(database, EVENTS_KEPT_MS));
  await runner.start();
  return {
    close: async () => {
      closing.abort();
      await runner.stop();
      await notifications.close();
      fabric.close();
      engine.close();
      await connection.close();
    },
  };
};
