import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLogger } from '../../server/src/base/log.ts';
import { connect, type DatabaseConnection } from '../../server/src/database/connect.ts';
import { inTransaction } from '../../server/src/database/database.ts';
import { EmbeddedPostgres } from '../../server/src/database/embedded/postgres.ts';
import { ownUser } from '../../server/src/database/embedded/user.ts';
import { migrate } from '../../server/src/database/migrate.ts';
import { migrations } from '../../server/src/workflows/migrations.ts';
import { workflowQueue } from '../../server/src/workflows/queue.ts';
import { check, type Verdict } from './check.ts';
import { strike } from './disasters.ts';
import { Fleet } from './fleet.ts';
import { TABLES, tortureName } from './workflow.ts';
import { readWorld } from './world.ts';

/**
 * Tortures the workflow engine: workers and PostgreSQL are killed and frozen at random while runs go through them;
 * afterwards every run must have ended as planned, with nothing lost and nothing done twice at once.
 *
 *     node test/torture/main.ts [--seconds 100] [--workers 2] [--keep]
 *
 * Ends with 1 and a line per violation. `--seconds` is the time of the whole; `--keep` keeps the files.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '100' },
    workers: { type: 'string', default: '2' },
    keep: { type: 'boolean', default: false },
  },
});

const KEYS = 40;
const BACKLOG_MAX = 120;
const STEP_MS = 60;
const LEASE_MS = 3000;
/** Kept free at the end for the runs that are still open. */
const DRAIN_SHARE = 0.25;
const DRAIN_MS_MAX = 60_000;
const NOBODY = { uid: 65534, gid: 65534 };

const directory = await mkdtemp(path.join(tmpdir(), 'alcove-torture-'));
await chmod(directory, 0o755);
const log = createLogger('torture', 'silent');
const postgres = await EmbeddedPostgres.start({
  directory: path.join(directory, 'db'),
  user: ownUser().uid === 0 ? NOBODY : ownUser(),
  log,
});
const { connection } = postgres;
const opened = connect({ connection, log });
const worldFile = path.join(directory, 'world');
const logFile = path.join(directory, 'workers.log');
const fleet = new Fleet({ connection, worldFile, stepMs: STEP_MS, leaseMs: LEASE_MS }, logFile);
let exitCode = 1;
try {
  await migrate(opened.database, migrations);
  for (const table of TABLES) await opened.pool.query(table);
  exitCode = await torture(Number(values.seconds) * 1000, Number(values.workers));
} finally {
  fleet.killAll();
  await opened.close();
  await postgres.stop();
  if (exitCode === 0 && !values.keep) await rm(directory, { recursive: true });
  else console.error(`The files are kept in ${directory}.`);
}
process.exit(exitCode);

async function torture(totalMs: number, workers: number): Promise<number> {
  const startedAt = Date.now();
  const drainMs = Math.min(totalMs * DRAIN_SHARE, DRAIN_MS_MAX);
  const signal = AbortSignal.timeout(totalMs - drainMs);
  for (let n = 0; n < workers; n++) fleet.start();
  const [acknowledged, struck] = await Promise.all([
    feed(opened, signal),
    strike({ fleet, postgres, opened, leaseMs: LEASE_MS }, signal),
  ]);
  const drainStartedAt = Date.now();
  let open = await openRuns(opened);
  while (open > 0 && Date.now() - drainStartedAt < drainMs) {
    await delay(100);
    open = await openRuns(opened);
  }
  fleet.killAll();
  const verdict = await check(opened.database, readWorld(worldFile), fleet, acknowledged);
  if (open > 0)
    verdict.violations.unshift(`${open} runs had not ended ${drainMs / 1000} s after the last disaster`);
  report(verdict, acknowledged.size, struck, Date.now() - startedAt);
  return verdict.violations.length === 0 ? 0 : 1;
}

/** Enqueues runs while there are not too many, in transactions of several. @returns the ids that were acknowledged */
async function feed({ database }: DatabaseConnection, signal: AbortSignal): Promise<Set<string>> {
  const acknowledged = new Set<string>();
  let n = 0;
  while (!signal.aborted) {
    await delay(50);
    const batch = Array.from({ length: 1 + Math.floor(Math.random() * 6) }, () => ++n);
    while (!(await enqueue(batch))) await delay(100);
  }
  return acknowledged;

  /** Whether the answer of a commit was lost is not known: the deduplication key makes asking again harmless. */
  async function enqueue(batch: number[]): Promise<boolean> {
    try {
      if ((await openRuns(opened)) > BACKLOG_MAX && !signal.aborted) return false;
      const ids = await inTransaction(database, (transaction) =>
        Promise.all(
          batch.map((n) => workflowQueue.enqueue(transaction, tortureName, `ws-${n % KEYS}`, { n }, `n${n}`)),
        ),
      );
      for (const id of ids) acknowledged.add(id);
      return true;
    } catch {
      return false; // the database is away, on purpose
    }
  }
}

async function openRuns({ pool }: DatabaseConnection): Promise<number> {
  try {
    const { rows } = await pool.query<{ open: number }>(
      `select count(*)::int as open from workflows.run where finished_at is null`,
    );
    return rows[0]?.open ?? 0;
  } catch {
    return Number.POSITIVE_INFINITY; // the database is away, on purpose
  }
}

function report(verdict: Verdict, runs: number, struck: Record<string, number>, elapsedMs: number): void {
  const { violations, effects, duplicates } = verdict;
  const takeovers = verdict.takeoversMs.toSorted((a, b) => a - b);
  const quantile = (q: number) => takeovers[Math.min(takeovers.length - 1, Math.floor(takeovers.length * q))];
  console.log(
    `${runs} runs, ${effects} effects, ${fleet.generations} worker processes, ${elapsedMs / 1000} s`,
  );
  for (const [name, times] of Object.entries(struck)) console.log(`  ${times} × ${name}`);
  console.log(`duplicate effects (allowed, and told to the step): ${duplicates}`);
  console.log(
    `from a kill to the step running again: median ${quantile(0.5)}, 90 % ${quantile(0.9)}, ` +
      `at most ${takeovers.at(-1)} ms of ${takeovers.length}`,
  );
  for (const violation of violations.slice(0, 50)) console.error(`VIOLATION: ${violation}`);
  console.log(violations.length === 0 ? 'torture: passed' : `torture: ${violations.length} violations`);
}
