import type { DeviceType } from '../../base/deviceTypes.ts';
import type { Database } from '../../database/database.ts';
import { type DeviceAccess, type DeviceChoices, deviceAccess } from '../model/deviceAccess.ts';
import { own } from '../tables.ts';
import { notifyAdmission } from './admission.ts';

/** Which clients a directory lets in. */
export interface DeviceRules {
  access: Readonly<Record<DeviceType, DeviceAccess>>;
  /** Of these, only devices with a certificate under one of the directory's roots. */
  trustedTypes: readonly DeviceType[];
}

export async function deviceRulesOf(database: Database, directoryId: string): Promise<DeviceRules> {
  const row = await own(database)
    .selectFrom('workspaces.device_access')
    .select(['choices', 'trusted_types'])
    .where('directory_id', '=', directoryId)
    .executeTakeFirst();
  return { access: deviceAccess(row?.choices ?? {}), trustedTypes: row?.trusted_types ?? [] };
}

/** Changes what is said of some device types; the others stay. The caller holds the registration's lock. */
export async function chooseDeviceAccess(
  transaction: Database,
  directoryId: string,
  changes: DeviceChoices,
): Promise<void> {
  const { choices } = await ownRow(transaction, directoryId);
  await own(transaction)
    .updateTable('workspaces.device_access')
    .set({ choices: JSON.stringify({ ...choices, ...changes }) })
    .where('directory_id', '=', directoryId)
    .execute();
  await notifyAdmission(transaction);
}

/** Says of which device types only trusted devices are let in. The caller holds the registration's lock. */
export async function setTrustedTypes(
  transaction: Database,
  directoryId: string,
  types: readonly DeviceType[],
): Promise<void> {
  await ownRow(transaction, directoryId);
  await own(transaction)
    .updateTable('workspaces.device_access')
    .set({ trusted_types: [...types] })
    .where('directory_id', '=', directoryId)
    .execute();
  await notifyAdmission(transaction);
}

async function ownRow(transaction: Database, directoryId: string) {
  await own(transaction)
    .insertInto('workspaces.device_access')
    .values({ directory_id: directoryId, choices: '{}' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return own(transaction)
    .selectFrom('workspaces.device_access')
    .selectAll()
    .where('directory_id', '=', directoryId)
    .executeTakeFirstOrThrow();
}
