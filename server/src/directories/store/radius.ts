import type { Database } from '../../database/database.ts';
import type { RadiusSettings, RadiusStatus } from '../model/radius.ts';
import { own } from '../tables.ts';

/** A directory's RADIUS servers. */
export interface Radius {
  settings: RadiusSettings;
  status: RadiusStatus;
  /** New with every change. */
  settingsId: string;
  sealedSecret: Buffer;
}

/** The RADIUS servers of those of the directories that have any. */
export async function radiusOf(
  database: Database,
  directoryIds: readonly string[],
): Promise<Map<string, Radius>> {
  if (directoryIds.length === 0) return new Map();
  const found = await own(database)
    .selectFrom('directories.radius')
    .selectAll()
    .where('directory_id', 'in', directoryIds)
    .execute();
  return new Map(
    found.map((row) => [
      row.directory_id,
      {
        settings: {
          servers: row.servers,
          serversIpv6: row.servers_ipv6,
          port: row.port,
          timeoutSeconds: row.timeout_seconds,
          retries: row.retries,
          protocol: row.protocol,
          displayLabel: row.display_label ?? undefined,
          useSameUserName: row.use_same_user_name,
        },
        status: row.status,
        settingsId: row.settings_id,
        sealedSecret: row.secret,
      },
    ]),
  );
}

export async function findRadius(database: Database, directoryId: string): Promise<Radius | undefined> {
  return (await radiusOf(database, [directoryId])).get(directoryId);
}

/** Gives the directory these RADIUS servers, in place of those that it has. */
export async function putRadius(transaction: Database, directoryId: string, radius: Radius): Promise<void> {
  const { settings, status, settingsId, sealedSecret } = radius;
  const row = {
    servers: [...settings.servers],
    servers_ipv6: [...settings.serversIpv6],
    port: settings.port,
    timeout_seconds: settings.timeoutSeconds,
    retries: settings.retries,
    protocol: settings.protocol,
    display_label: settings.displayLabel ?? null,
    use_same_user_name: settings.useSameUserName,
    secret: sealedSecret,
    status,
    settings_id: settingsId,
  };
  await own(transaction)
    .insertInto('directories.radius')
    .values({ directory_id: directoryId, ...row })
    .onConflict((conflict) => conflict.column('directory_id').doUpdateSet(row))
    .execute();
}

/** Says how trying the settings ended; settings that others have replaced are left alone. */
export async function setRadiusStatus(
  transaction: Database,
  { directoryId, settingsId }: { directoryId: string; settingsId: string },
  status: RadiusStatus,
): Promise<void> {
  await own(transaction)
    .updateTable('directories.radius')
    .set({ status })
    .where('directory_id', '=', directoryId)
    .where('settings_id', '=', settingsId)
    .execute();
}

/** None there counts as done. */
export async function deleteRadius(transaction: Database, directoryId: string): Promise<void> {
  await own(transaction).deleteFrom('directories.radius').where('directory_id', '=', directoryId).execute();
}
