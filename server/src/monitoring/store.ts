import type { Selectable } from 'kysely';
import { type Database, tables } from '../database/database.ts';
import type { RequestContext } from '../wire/operation.ts';
import type { AlarmConfiguration, AlarmTable, LogGroupTable, MonitoringTables } from './tables.ts';

type Scope = Pick<RequestContext, 'accountId' | 'region'>;

const rows = tables<MonitoringTables>;

/** @returns false where the account has a log group of that name already */
export async function insertLogGroup(
  database: Database,
  { accountId, region }: Scope,
  group: { name: string; class: string; tags: Record<string, string>; createdAt: Date },
): Promise<boolean> {
  const inserted = await rows(database)
    .insertInto('monitoring.log_group')
    .values({
      account_id: accountId,
      region,
      name: group.name,
      class: group.class,
      tags: JSON.stringify(group.tags),
      created_at: group.createdAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Log groups in the order of their names. */
export function listLogGroups(
  database: Database,
  { accountId, region }: Scope,
  select: {
    after: string;
    names?: readonly string[];
    limit: number;
    class?: string;
    prefix?: string;
    part?: string;
  },
): Promise<Selectable<LogGroupTable>[]> {
  return rows(database)
    .selectFrom('monitoring.log_group')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('name', '>', select.after)
    .$if(select.class !== undefined, (query) => query.where('class', '=', select.class ?? ''))
    .$if(select.names !== undefined, (query) => query.where('name', 'in', select.names ?? []))
    .$if(select.prefix !== undefined, (query) =>
      query.where(({ fn, val }) => fn('starts_with', ['name', val(select.prefix)])),
    )
    .$if(select.part !== undefined, (query) =>
      query.where(({ fn, val }) => fn('strpos', ['name', val(select.part)]), '>', 0),
    )
    .orderBy('name')
    .limit(select.limit)
    .execute();
}

/** @returns false where there is none */
export async function deleteLogGroup(
  database: Database,
  { accountId, region }: Scope,
  name: string,
): Promise<boolean> {
  const deleted = await rows(database)
    .deleteFrom('monitoring.log_group')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('name', '=', name)
    .returning('name')
    .executeTakeFirst();
  return deleted !== undefined;
}

/** Makes the alarm, or gives an existing one this configuration and leaves its state and tags. */
export async function putAlarm(
  database: Database,
  { accountId, region }: Scope,
  alarm: { name: string; configuration: AlarmConfiguration; tags: Record<string, string>; now: Date },
): Promise<void> {
  await rows(database)
    .insertInto('monitoring.alarm')
    .values({
      account_id: accountId,
      region,
      name: alarm.name,
      configuration: JSON.stringify(alarm.configuration),
      state_updated_at: alarm.now,
      state_transitioned_at: alarm.now,
      configuration_updated_at: alarm.now,
      tags: JSON.stringify(alarm.tags),
    })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'region', 'name']).doUpdateSet((set) => ({
        configuration: set.ref('excluded.configuration'),
        configuration_updated_at: set.ref('excluded.configuration_updated_at'),
      })),
    )
    .execute();
}

/** Alarms in the order of their names. */
export function listAlarms(
  database: Database,
  { accountId, region }: Scope,
  select: { names?: readonly string[]; prefix?: string; state?: string } = {},
): Promise<Selectable<AlarmTable>[]> {
  return rows(database)
    .selectFrom('monitoring.alarm')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .$if(select.names !== undefined, (query) => query.where('name', 'in', select.names ?? []))
    .$if(select.prefix !== undefined, (query) =>
      query.where(({ fn, val }) => fn('starts_with', ['name', val(select.prefix)])),
    )
    .$if(select.state !== undefined, (query) => query.where('state', '=', select.state as 'OK'))
    .orderBy('name')
    .execute();
}

/** @returns the names of those that were there */
export async function deleteAlarms(
  transaction: Database,
  { accountId, region }: Scope,
  names: readonly string[],
): Promise<string[]> {
  const deleted = await rows(transaction)
    .deleteFrom('monitoring.alarm')
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('name', 'in', names)
    .returning('name')
    .execute();
  return deleted.map((row) => row.name);
}
