import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../../database/database.ts';
import { emit } from '../../database/outbox/outbox.ts';
import type { Directory } from '../model/directory.ts';
import { type Stage, stagesBefore } from '../model/stages.ts';
import { type DirectoryTable, own } from '../tables.ts';
import { controllersOf } from './controllers.ts';

/** Events `{directoryId, stage}`, and `{directoryId, stage: 'Deleted'}` when a directory is gone. */
export const STAGE_TOPIC = 'directories.stage';

/** Whose directories are meant. */
export interface Scope {
  accountId: string;
  region: string;
}

export type NewDirectory = Omit<Directory, 'domainName' | 'stageReason' | 'stageUpdatedAt' | 'controllers'>;

export async function insertDirectory(
  transaction: Database,
  directory: NewDirectory,
  sealedPassword: Buffer,
): Promise<void> {
  await own(transaction)
    .insertInto('directories.directory')
    .values({
      directory_id: directory.directoryId,
      account_id: directory.accountId,
      region: directory.region,
      name: directory.name,
      short_name: directory.shortName,
      description: directory.description ?? null,
      size: directory.size,
      type: directory.type,
      stage: directory.stage,
      stage_reason: null,
      stage_updated_at: directory.createdAt,
      vpc_id: directory.vpcId,
      subnet_ids: [...directory.subnetIds],
      availability_zones: [...directory.availabilityZones],
      administrator_password: sealedPassword,
      created_at: directory.createdAt,
    })
    .execute();
}

/** Makes the account's creations of directories wait for each other, so that the limit can be counted. */
export async function lockDirectoryCount(transaction: Database, scope: Scope): Promise<void> {
  const key = `directories/${scope.accountId}/${scope.region}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(transaction);
}

export async function countDirectories(database: Database, scope: Scope): Promise<number> {
  const row = await own(database)
    .selectFrom('directories.directory')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('account_id', '=', scope.accountId)
    .where('region', '=', scope.region)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export interface DirectoryPage {
  directoryIds?: readonly string[];
  /** The page begins behind this directory. */
  after?: string | undefined;
  limit: number;
}

/** The account's directories in the Region, by id. */
export async function listDirectories(
  database: Database,
  scope: Scope,
  page: DirectoryPage,
): Promise<Directory[]> {
  const { directoryIds, after } = page;
  if (directoryIds?.length === 0) return [];
  const found = await own(database)
    .selectFrom('directories.directory')
    .selectAll()
    .where('account_id', '=', scope.accountId)
    .where('region', '=', scope.region)
    .$if(directoryIds !== undefined, (query) => query.where('directory_id', 'in', directoryIds ?? []))
    .$if(after !== undefined, (query) => query.where('directory_id', '>', after ?? ''))
    .orderBy('directory_id')
    .limit(page.limit)
    .execute();
  return withControllers(database, found);
}

export async function findDirectoryById(
  database: Database,
  directoryId: string,
): Promise<Directory | undefined> {
  const found = await own(database)
    .selectFrom('directories.directory')
    .selectAll()
    .where('directory_id', '=', directoryId)
    .execute();
  return (await withControllers(database, found))[0];
}

export async function findDirectory(
  database: Database,
  scope: Scope,
  directoryId: string,
): Promise<Directory | undefined> {
  const directory = await findDirectoryById(database, directoryId);
  const own = directory?.accountId === scope.accountId && directory.region === scope.region;
  return own ? directory : undefined;
}

/** Like {@link findDirectoryById}; nobody else changes the directory until the transaction ends. */
export async function lockDirectory(
  transaction: Database,
  directoryId: string,
): Promise<Directory | undefined> {
  const found = await own(transaction)
    .selectFrom('directories.directory')
    .selectAll()
    .where('directory_id', '=', directoryId)
    .forUpdate()
    .execute();
  return (await withControllers(transaction, found))[0];
}

/** All directories in one of the stages, whoever's they are. */
export async function directoriesInStage(database: Database, stages: readonly Stage[]): Promise<Directory[]> {
  const found = await own(database)
    .selectFrom('directories.directory')
    .selectAll()
    .where('stage', 'in', stages)
    .orderBy('directory_id')
    .execute();
  return withControllers(database, found);
}

/**
 * Moves the directory to the stage if it can be reached from the present one.
 * @returns whether it was
 */
export async function changeStage(
  transaction: Database,
  directoryId: string,
  stage: Stage,
  now: Date,
  reason?: string,
): Promise<boolean> {
  const changed = await own(transaction)
    .updateTable('directories.directory')
    .set({ stage, stage_reason: reason ?? null, stage_updated_at: now })
    .where('directory_id', '=', directoryId)
    .where('stage', 'in', stagesBefore(stage))
    .returning('directory_id')
    .executeTakeFirst();
  if (changed) await emit(transaction, STAGE_TOPIC, { directoryId, stage });
  return changed !== undefined;
}

/** The sealed password of the administrator; undefined when the directory has it already, or is gone. */
export async function sealedAdministratorPassword(
  database: Database,
  directoryId: string,
): Promise<Buffer | undefined> {
  const row = await own(database)
    .selectFrom('directories.directory')
    .select('administrator_password')
    .where('directory_id', '=', directoryId)
    .executeTakeFirst();
  return row?.administrator_password ?? undefined;
}

export async function forgetAdministratorPassword(transaction: Database, directoryId: string): Promise<void> {
  await own(transaction)
    .updateTable('directories.directory')
    .set({ administrator_password: null })
    .where('directory_id', '=', directoryId)
    .execute();
}

/** None there counts as done. */
export async function deleteDirectoryRow(transaction: Database, directoryId: string): Promise<void> {
  const gone = await own(transaction)
    .deleteFrom('directories.directory')
    .where('directory_id', '=', directoryId)
    .returning('directory_id')
    .executeTakeFirst();
  if (gone) await emit(transaction, STAGE_TOPIC, { directoryId, stage: 'Deleted' });
}

async function withControllers(
  database: Database,
  found: readonly Selectable<DirectoryTable>[],
): Promise<Directory[]> {
  const controllers = await controllersOf(
    database,
    found.map((row) => row.directory_id),
  );
  return found.map((row) => ({
    directoryId: row.directory_id,
    accountId: row.account_id,
    region: row.region,
    name: row.name,
    domainName: row.name.toLowerCase(),
    shortName: row.short_name,
    description: row.description ?? undefined,
    size: row.size,
    type: row.type,
    stage: row.stage,
    stageReason: row.stage_reason ?? undefined,
    stageUpdatedAt: row.stage_updated_at,
    createdAt: row.created_at,
    vpcId: row.vpc_id,
    subnetIds: row.subnet_ids,
    availabilityZones: row.availability_zones,
    controllers: controllers.get(row.directory_id) ?? [],
  }));
}
