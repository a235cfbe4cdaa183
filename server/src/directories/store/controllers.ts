import type { Database } from '../../database/database.ts';
import type { Controller } from '../model/directory.ts';
import { own } from '../tables.ts';

/** One that is there already counts as done. */
export async function insertController(
  transaction: Database,
  directoryId: string,
  number: number,
  controller: Controller,
): Promise<void> {
  await own(transaction)
    .insertInto('directories.controller')
    .values({
      instance_name: controller.instanceName,
      directory_id: directoryId,
      number,
      host_name: controller.hostName,
      subnet_id: controller.subnetId,
      address: controller.address,
      management_address: controller.managementAddress,
    })
    .onConflict((conflict) => conflict.column('instance_name').doNothing())
    .execute();
}

/** None there counts as done. */
export async function deleteController(transaction: Database, instanceName: string): Promise<void> {
  await own(transaction)
    .deleteFrom('directories.controller')
    .where('instance_name', '=', instanceName)
    .execute();
}

/** The controllers of the directories, by number. */
export async function controllersOf(
  database: Database,
  directoryIds: readonly string[],
): Promise<Map<string, Controller[]>> {
  const byDirectory = new Map<string, Controller[]>();
  if (directoryIds.length === 0) return byDirectory;
  const found = await own(database)
    .selectFrom('directories.controller')
    .selectAll()
    .where('directory_id', 'in', directoryIds)
    .orderBy('number')
    .execute();
  for (const row of found) {
    const controllers = byDirectory.get(row.directory_id) ?? [];
    controllers.push({
      instanceName: row.instance_name,
      hostName: row.host_name,
      subnetId: row.subnet_id,
      address: row.address,
      managementAddress: row.management_address,
    });
    byDirectory.set(row.directory_id, controllers);
  }
  return byDirectory;
}
