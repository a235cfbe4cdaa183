import { type Database, inTransaction } from '../../database/database.ts';
import {
  allocateInterface,
  allocateManagementAddress,
  findInterface,
  findManagementAddress,
  InsufficientFreeAddressesError,
  interfaceDescriptions,
  type ManagementAddress,
  type NetworkInterface,
  releaseInterface,
  releaseManagementAddress,
  renewInterface,
} from '../../networks/index.ts';
import { registrationOf } from '../store/registrations.ts';
import { countBySubnet, updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import type { LifecycleDeps } from './deps.ts';
import { ProvisioningError } from './provisioningError.ts';
import { workspaceRow } from './row.ts';

/** Where a desktop stands in its two networks. */
export interface DesktopNetwork {
  vpc: NetworkInterface;
  management: ManagementAddress;
}

/**
 * Gives the WorkSpace its address in one of the directory's subnets and one on the management network.
 * Repeatable.
 * @throws ProvisioningError where no subnet has an address left
 */
export async function allocateAddresses(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  await inTransaction(deps.database, async (transaction) => {
    const row = await workspaceRow(transaction, workspaceId);
    const management = await allocateManagementAddress(transaction, {
      ownerId: workspaceId,
      cidrBlock: deps.managementCidr,
    });
    const vpc = await allocateInSomeSubnet(transaction, row);
    await updateWorkspace(transaction, workspaceId, {
      subnet_id: vpc.subnetId,
      ip_address: vpc.address,
      management_address: management.address,
    });
  });
}

/**
 * Gives the WorkSpace a new primary address, if there is a free one, in whichever subnet is used least; that on the
 * management network stays. Not repeatable. No instance may have the old interface.
 * @throws ProvisioningError where it had none, and no subnet has an address left
 */
export async function renewAddresses(
  { managementCidr }: LifecycleDeps,
  transaction: Database,
  workspaceId: string,
): Promise<void> {
  const row = await workspaceRow(transaction, workspaceId);
  const management = await allocateManagementAddress(transaction, {
    ...{ ownerId: workspaceId, cidrBlock: managementCidr },
  });
  const before = await findInterface(transaction, workspaceId);
  const vpc = await allocateInSomeSubnet(transaction, row, renewInterface).catch((error: unknown) => {
    if (before && error instanceof ProvisioningError) return before;
    throw error;
  });
  await updateWorkspace(transaction, workspaceId, {
    ...{ subnet_id: vpc.subnetId, ip_address: vpc.address, management_address: management.address },
    attached_pid: null,
  });
}

async function allocateInSomeSubnet(
  transaction: Database,
  row: WorkspaceRow,
  allocate = allocateInterface,
): Promise<NetworkInterface> {
  for (const subnetId of await subnetsByUse(transaction, row.directory_id)) {
    try {
      return await allocate(transaction, {
        accountId: row.account_id,
        region: row.region,
        subnetId,
        ownerId: row.workspace_id,
        description: interfaceDescriptions.workspace(row.account_id),
      });
    } catch (error) {
      if (!(error instanceof InsufficientFreeAddressesError)) throw error;
    }
  }
  throw new ProvisioningError(
    'InsufficientFreeAddresses.Subnet',
    `The subnets of the directory ${row.directory_id} have no free address: terminate WorkSpaces that are not needed.`,
  );
}

/** The directory's subnets, the one with the fewest WorkSpaces first. */
async function subnetsByUse(transaction: Database, directoryId: string): Promise<string[]> {
  const registration = await registrationOf(transaction, directoryId);
  const use = await countBySubnet(transaction, directoryId);
  return [...(registration?.subnet_ids ?? [])].sort(
    (one, other) => (use.get(one) ?? 0) - (use.get(other) ?? 0),
  );
}

/** The WorkSpace's addresses. */
export async function networkOf(database: Database, workspaceId: string): Promise<DesktopNetwork> {
  const vpc = await findInterface(database, workspaceId);
  const management = await findManagementAddress(database, workspaceId);
  if (!vpc || !management) throw new Error(`The WorkSpace ${workspaceId} has no addresses.`);
  return { vpc, management };
}

/** Gives the addresses back, as part of the caller's transaction; none there counts as done. */
export async function releaseAddresses(transaction: Database, workspaceId: string): Promise<void> {
  await releaseInterface(transaction, workspaceId);
  await releaseManagementAddress(transaction, workspaceId);
  await updateWorkspace(transaction, workspaceId, {
    subnet_id: null,
    ip_address: null,
    management_address: null,
    attached_pid: null,
  });
}
