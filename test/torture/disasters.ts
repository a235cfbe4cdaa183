import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseConnection } from '../../server/src/database/connect.ts';
import { inTransaction } from '../../server/src/database/database.ts';
import type { EmbeddedPostgres } from '../../server/src/database/embedded/postgres.ts';
import { workflowQueue } from '../../server/src/workflows/queue.ts';
import type { Fleet } from './fleet.ts';

export interface Victims {
  fleet: Fleet;
  postgres: EmbeddedPostgres;
  opened: DatabaseConnection;
  leaseMs: number;
}

type Disaster = (victims: Victims) => Promise<void>;

const random = <T>(items: readonly T[]): T | undefined => items[Math.floor(Math.random() * items.length)];

const disasters: Record<string, { weight: number; strike: Disaster }> = {
  'kill a worker': {
    weight: 8,
    async strike({ fleet }) {
      const pid = random(fleet.pids);
      if (pid !== undefined) fleet.kill(pid);
      await delay(Math.random() * 1500);
      fleet.start();
    },
  },
  'kill all workers': {
    weight: 2,
    async strike({ fleet }) {
      const { length } = fleet.pids;
      fleet.killAll();
      await delay(Math.random() * 500);
      for (let n = 0; n < length; n++) fleet.start();
    },
  },
  'kill PostgreSQL': {
    weight: 2,
    async strike({ postgres }) {
      if (postgres.pid) process.kill(postgres.pid, 'SIGKILL');
      await delay(2000);
    },
  },
  'kill a connection, and with it all of them': {
    weight: 1,
    async strike({ opened }) {
      const { rows } = await opened.pool.query<{ pid: number }>(
        `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      const pid = random(rows)?.pid;
      if (pid) process.kill(pid, 'SIGKILL');
    },
  },
  'freeze a worker until others have taken over, and thaw it': {
    weight: 3,
    async strike({ fleet, leaseMs }) {
      const pid = random(fleet.pids);
      if (pid === undefined) return;
      const freeze = fleet.freeze(pid);
      await delay(leaseMs * (0.8 + Math.random()));
      fleet.thaw(freeze);
    },
  },
  'cancel a key': {
    weight: 6,
    async strike({ opened }) {
      const { rows } = await opened.pool.query<{ key: string }>(
        `select key from workflows.run where status in ('running', 'waiting')`,
      );
      const key = random(rows)?.key;
      if (!key) return;
      await inTransaction(opened.database, (transaction) => workflowQueue.cancel(transaction, key));
    },
  },
};

/** Lets disasters strike one after another until the signal says that it is enough. @returns how often which one */
export async function strike(victims: Victims, signal: AbortSignal): Promise<Record<string, number>> {
  const lots = Object.entries(disasters).flatMap(([name, { weight }]) => Array<string>(weight).fill(name));
  const counts: Record<string, number> = {};
  while (!signal.aborted) {
    await delay(200 + Math.random() * 1000);
    const name = random(lots) ?? '';
    counts[name] = (counts[name] ?? 0) + 1;
    try {
      await disasters[name]?.strike(victims);
    } catch (error) {
      // Some need the database, which an earlier one may have taken away.
      counts[`${name} (failed)`] = (counts[`${name} (failed)`] ?? 0) + 1;
      if (process.env.VERBOSE) console.error(error);
    }
  }
  return counts;
}
