import { inTransaction } from '../../database/database.ts';
import {
  allocateInterface,
  allocateManagementAddress,
  interfaceDescriptions,
  releaseInterface,
  releaseManagementAddress,
} from '../../networks/index.ts';
import { controllerNames } from '../model/directory.ts';
import { deleteController, insertController } from '../store/controllers.ts';
import type { LifecycleDeps } from './deps.ts';
import { requiredDirectory } from './plan.ts';

/** The number of the only controller. */
const FIRST = 1;

/** Gives the controller its address in the directory's first subnet and one on the management network. Repeatable. */
export async function allocateAddresses(
  deps: Pick<LifecycleDeps, 'database' | 'managementCidr'>,
  directoryId: string,
): Promise<void> {
  const { instanceName, hostName } = controllerNames(directoryId, FIRST);
  await inTransaction(deps.database, async (transaction) => {
    const { accountId, region, subnetIds } = await requiredDirectory(transaction, directoryId);
    const management = await allocateManagementAddress(transaction, {
      ownerId: instanceName,
      cidrBlock: deps.managementCidr,
    });
    const vpc = await allocateInterface(transaction, {
      accountId,
      region,
      subnetId: subnetIds[0] ?? '',
      ownerId: instanceName,
      description: interfaceDescriptions.directory(directoryId),
    });
    await insertController(transaction, directoryId, FIRST, {
      instanceName,
      hostName,
      subnetId: vpc.subnetId,
      address: vpc.address,
      managementAddress: management.address,
    });
  });
}

/** Gives them back; none there counts as done. */
export async function releaseAddresses(
  deps: Pick<LifecycleDeps, 'database'>,
  instanceName: string,
): Promise<void> {
  await inTransaction(deps.database, async (transaction) => {
    await releaseInterface(transaction, instanceName);
    await releaseManagementAddress(transaction, instanceName);
    await deleteController(transaction, instanceName);
  });
}
