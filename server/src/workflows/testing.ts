import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createLogger } from '../base/log.ts';
import type { DatabaseConnection } from '../database/connect.ts';
import { inTransaction } from '../database/database.ts';
import { Notifications } from '../database/notifications.ts';
import { testDatabase } from '../database/testing.ts';
import { type RunHistory, waitForRun } from './history.ts';
import { migrations } from './migrations.ts';
import { workflowQueue } from './queue.ts';
import { WorkflowWorker } from './worker.ts';
import { type AnyWorkflow, defineWorkflow, type WorkflowContext, type WorkflowName } from './workflow.ts';

const TIMEOUT_MS = 15_000;

/** A worker in a test, on the test's database. */
export interface TestWorker {
  readonly worker: WorkflowWorker;
  readonly notifications: Notifications;
  /** Waits for the end of a run, in whatever way it ends. */
  ended(runId: string): Promise<RunHistory>;
  stop(): Promise<void>;
}

/** Starts a worker for `workflows`. The database needs this room's migrations. */
export async function startTestWorker(
  opened: DatabaseConnection,
  workflows: readonly AnyWorkflow[],
  settings: Partial<ConstructorParameters<typeof WorkflowWorker>[0]> = {},
): Promise<TestWorker> {
  const { database, newClient } = opened;
  const log = createLogger('test', process.env.ALCOVE_TEST_LOG ?? 'silent');
  const notifications = new Notifications({ newClient, log });
  const worker = new WorkflowWorker({ database, newClient, notifications, workflows, log, ...settings });
  await worker.start();
  return {
    worker,
    notifications,
    ended: (runId) => waitForRun(database, notifications, runId, AbortSignal.timeout(TIMEOUT_MS)),
    stop: async () => {
      await worker.stop();
      await notifications.close();
    },
  };
}

interface Input {
  readonly [key: string]: string;
}

/** A database with a table `effect`, and workers, for the tests of a file. Workers stop after each test. */
export function useWorkflows() {
  let opened: Awaited<ReturnType<typeof testDatabase>> | undefined;
  const connection = () => {
    if (!opened) throw new Error('The database is not open yet.');
    return opened;
  };
  const started: TestWorker[] = [];
  let count = 0;

  const stopWorkers = () => Promise.all(started.splice(0).map((worker) => worker.stop()));
  const enqueue = (name: WorkflowName<Input>, key: string, deduplicationKey?: string) =>
    inTransaction(connection().database, (transaction) =>
      workflowQueue.enqueue(transaction, name, key, { resource: key }, deduplicationKey),
    );

  beforeAll(async () => {
    opened = await testDatabase(migrations);
    await sql`create table effect (text text)`.execute(opened.database);
  });
  afterAll(() => opened?.close());
  afterEach(stopWorkers);

  return {
    get database() {
      return connection().database;
    },
    get pool() {
      return connection().pool;
    },
    get newClient() {
      return connection().newClient;
    },
    enqueue,
    cancel: (key: string) =>
      inTransaction(connection().database, (transaction) => workflowQueue.cancel(transaction, key)),
    async start(workflows: AnyWorkflow[], settings = {}): Promise<TestWorker> {
      const worker = await startTestWorker(connection(), workflows, settings);
      started.push(worker);
      return worker;
    },
    stopWorkers,
    /** A workflow of a new type, with a key of its own. */
    workflow(
      body: (context: WorkflowContext<Input>) => Promise<string | void>,
      ...hook: Parameters<typeof defineWorkflow<Input, string | void>>[2][]
    ) {
      const name: WorkflowName<Input> = { type: `test-${++count}` };
      const defined = defineWorkflow(name, body, hook[0]);
      const key = `key-${count}`;
      return { defined, key, enqueue: () => enqueue(name, key) };
    },
  };
}

/** Work that goes on until its signal is aborted, as all good work does. */
export const untilAborted = (signal: AbortSignal) => delay(60_000, undefined, { signal });
