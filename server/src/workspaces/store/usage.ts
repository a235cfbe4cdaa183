import { type Selectable, sql } from 'kysely';
import { type Database, inTransaction } from '../../database/database.ts';
import { meteringIn } from '../model/metering.ts';
import { own, type UsageTable, type WorkspaceTable } from '../tables.ts';

export type UsageRow = Selectable<UsageTable>;

/** What a stretch of usage is recorded with; a change of any of these ends one and begins the next. */
const FACTS = [
  'user_name',
  'bundle_id',
  'running_mode',
  'compute_type',
  'root_volume_gib',
  'user_volume_gib',
] as const satisfies (keyof WorkspaceTable & keyof UsageTable)[];

/** How often a worker says that it is there. */
export const SEEN_INTERVAL_MS = 60_000;
/** Without a worker for so long, nothing ran: the host was off, or Alcove was stopped with all desktops. */
const UNSEEN_AFTER_MS = 5 * SEEN_INTERVAL_MS;

/** Whether a change of these columns touches what usage is recorded with. */
export function concernsUsage(change: object): boolean {
  return FACTS.some((fact) => Object.hasOwn(change, fact));
}

/**
 * Makes the record of usage what the WorkSpace's row says: an open stretch, with the row's facts, as long as it runs.
 * To be called, in the same transaction, after every change of the row's state or of these facts. Stretches of one
 * WorkSpace follow each other without overlap, also where the clocks of two processes differ; time in which there was
 * no worker belongs to none.
 * @returns whether the WorkSpace has begun to run
 */
export async function recordUsage(transaction: Database, workspaceId: string, at: Date): Promise<boolean> {
  const row = await own(transaction)
    .selectFrom('workspaces.workspace')
    .select(['workspace_id', 'account_id', 'region', 'directory_id', 'state', ...FACTS])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  if (!row) return false;
  const open = await own(transaction)
    .selectFrom('workspaces.usage')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  const { state, ...facts } = row;
  const metering = meteringIn(state);
  const runs = metering === 'unchanged' ? open !== undefined : metering === 'runs';
  if (runs && open && FACTS.every((fact) => open[fact] === row[fact])) return false;
  if (open) await end(transaction, workspaceId, at);
  if (runs) await begin(transaction, facts, at);
  return runs && !open;
}

async function end(transaction: Database, workspaceId: string, at: Date): Promise<void> {
  await own(transaction)
    .updateTable('workspaces.usage')
    .set({
      ended_at: sql<Date>`greatest(started_at,
        case when seen_at < ${unseen(at)}::timestamptz then seen_at else ${at}::timestamptz end)`,
    })
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .execute();
}

/** Before this instant, what was seen last is over at `at`. */
const unseen = (at: Date) => new Date(at.getTime() - UNSEEN_AFTER_MS);

async function begin(
  transaction: Database,
  facts: Omit<UsageRow, 'usage_id' | 'started_at' | 'seen_at' | 'ended_at'>,
  at: Date,
): Promise<void> {
  await own(transaction)
    .insertInto('workspaces.usage')
    .values({
      ...facts,
      seen_at: at,
      started_at: sql<Date>`greatest(${at}::timestamptz, (
        select max(ended_at) from workspaces.usage where workspace_id = ${facts.workspace_id}
      ))`,
    })
    .execute();
}

/**
 * Says that a worker is there at this instant. The stretches that went on while there was none end where it was seen
 * last, and begin anew.
 */
export async function sawUsage(database: Database, at: Date): Promise<void> {
  const cut = await own(database)
    .selectFrom('workspaces.usage')
    .select('workspace_id')
    .where('ended_at', 'is', null)
    .where('seen_at', '<', unseen(at))
    .execute();
  for (const { workspace_id: workspaceId } of cut) {
    await inTransaction(database, (transaction) => resume(transaction, workspaceId, at));
  }
  // What others are changing at this moment is seen the next time: nobody waits for anybody.
  const open = own(database)
    .selectFrom('workspaces.usage')
    .select('usage_id')
    .where('ended_at', 'is', null)
    .where('seen_at', '<', at)
    .forUpdate()
    .skipLocked();
  await own(database)
    .updateTable('workspaces.usage')
    .set({ seen_at: at })
    .where('usage_id', 'in', open)
    .execute();
}

async function resume(transaction: Database, workspaceId: string, at: Date): Promise<void> {
  // The row is locked first, as every change of a WorkSpace does it; a stretch that has ended since stays so.
  await own(transaction)
    .selectFrom('workspaces.workspace')
    .select('workspace_id')
    .where('workspace_id', '=', workspaceId)
    .forUpdate()
    .execute();
  const ended = await own(transaction)
    .updateTable('workspaces.usage')
    .set({ ended_at: sql<Date>`greatest(started_at, seen_at)` })
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .where('seen_at', '<', unseen(at))
    .returningAll()
    .executeTakeFirst();
  if (!ended) return;
  const { usage_id: _id, started_at: _started, seen_at: _seen, ended_at: _ended, ...facts } = ended;
  await begin(transaction, facts, at);
}

/** How long a WorkSpace ran in one mode and size. */
export interface Usage {
  workspaceId: string;
  accountId: string;
  region: string;
  directoryId: string;
  userName: string;
  bundleId: string;
  runningMode: UsageRow['running_mode'];
  computeType: UsageRow['compute_type'];
  rootVolumeGib: number;
  userVolumeGib: number;
  seconds: number;
  /** It runs so at this moment. */
  running: boolean;
}

/**
 * What ran between two instants, of WorkSpaces that are gone as well; in the order of their ids, then of time.
 * Stretches of the same WorkSpace with the same facts are added up.
 */
export async function usageBetween(database: Database, since: Date, now: Date): Promise<Usage[]> {
  const facts = ['workspace_id', 'account_id', 'region', 'directory_id', ...FACTS] as const;
  const rows = await own(database)
    .selectFrom('workspaces.usage')
    .select([
      ...facts,
      sql<string>`extract(epoch from sum(
        greatest(least(coalesce(ended_at, ${now}::timestamptz), ${now}::timestamptz)
          - greatest(started_at, ${since}::timestamptz), interval '0')
      ))`.as('seconds'),
      sql<boolean>`bool_or(ended_at is null)`.as('running'),
    ])
    .where('started_at', '<', now)
    .where((or) => or.or([or('ended_at', 'is', null), or('ended_at', '>', since)]))
    .groupBy(facts)
    .orderBy('workspace_id')
    .orderBy(sql`min(started_at)`)
    .execute();
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    accountId: row.account_id,
    region: row.region,
    directoryId: row.directory_id,
    userName: row.user_name,
    bundleId: row.bundle_id,
    runningMode: row.running_mode,
    computeType: row.compute_type,
    rootVolumeGib: row.root_volume_gib,
    userVolumeGib: row.user_volume_gib,
    seconds: Number(row.seconds),
    running: row.running,
  }));
}
