import { setTimeout as delay } from 'node:timers/promises';
import { createLogger } from '../../server/src/base/log.ts';
import { connect, type HostConnection } from '../../server/src/database/connect.ts';
import { Notifications } from '../../server/src/database/notifications.ts';
import { WorkflowWorker } from '../../server/src/workflows/worker.ts';
import { tortureWorkflow } from './workflow.ts';
import { World } from './world.ts';

/** What main.ts tells a worker process, as JSON in its argument. */
export interface WorkerOptions {
  connection: HostConnection;
  worldFile: string;
  stepMs: number;
  leaseMs: number;
}

const { connection, worldFile, stepMs, leaseMs } = JSON.parse(process.argv[2] ?? '') as WorkerOptions;
process.once('disconnect', () => process.exit(0)); // main.ts has died

const log = createLogger('worker', 'warn');
const opened = connect({ connection, log });
const notifications = new Notifications({ newClient: opened.newClient, log });
for (;;) {
  const worker = new WorkflowWorker({
    ...opened,
    notifications,
    workflows: [tortureWorkflow(new World(worldFile), stepMs)],
    leaseMs,
    log,
  });
  try {
    await worker.start();
    break;
  } catch (error) {
    log.warn({ err: error }, 'the database is away; starting later');
    await delay(100);
  }
}
