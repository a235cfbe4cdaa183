import { newVncPassword } from '../../base/vncAuthentication.ts';
import { MANAGEMENT_INTERFACE, VPC_INTERFACE } from '../../engine/guestNetwork.ts';
import { findPublicBundle } from '../model/bundles.ts';
import { computeTypes } from '../model/computeTypes.ts';
import { type DesktopSecrets, openSecrets, sealSecrets } from '../model/secrets.ts';
import { updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import { networkOf } from './addresses.ts';
import type { LifecycleDeps } from './deps.ts';
import { desktopFiles } from './desktopFiles.ts';
import { desktopLabels, userVolumeLabels, userVolumeName } from './labels.ts';
import { openMachineAccount } from './machineAccount.ts';
import { ProvisioningError } from './provisioningError.ts';
import { workspaceRow } from './row.ts';
import type { DesktopUser } from './user.ts';

/** Makes the volume that the user's home is on. Repeatable. */
export async function createUserVolume(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  await deps.engine.createVolume({
    name: userVolumeName(workspaceId),
    sizeGib: row.user_volume_gib,
    labels: { ...userVolumeLabels(deps), workspaceId },
  });
}

/** The image of the WorkSpace's bundle, once the engine has it. */
export async function ensureImage(
  deps: LifecycleDeps,
  workspaceId: string,
  signal: AbortSignal,
): Promise<string> {
  const row = await workspaceRow(deps.database, workspaceId);
  const bundle = findPublicBundle(row.bundle_id);
  if (!bundle) {
    throw new ProvisioningError(
      'ResourceNotFound.Bundle',
      `The bundle ${row.bundle_id} is not there any more.`,
    );
  }
  return deps.ensureImage(bundle.imageId, signal);
}

/** Makes the stopped instance. Repeatable with the same `idempotencyKey`. */
export async function createInstance(
  deps: LifecycleDeps,
  workspaceId: string,
  imageAlias: string,
  attempt: { idempotencyKey: string; signal: AbortSignal },
): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  const network = await networkOf(deps.database, workspaceId);
  const { bridge } = await deps.fabric.ensureManagement();
  const compute = computeTypes[row.compute_type];
  await deps.engine.createInstance(
    {
      name: workspaceId,
      imageAlias,
      labels: { ...desktopLabels(deps), workspaceId, idempotencyKey: attempt.idempotencyKey },
      cpus: compute.cpus,
      memoryMib: compute.memoryMib,
      rootSizeGib: row.root_volume_gib,
      volumes: [{ name: userVolumeName(workspaceId), path: '/home' }],
      interfaces: [
        {
          kind: 'bridged',
          guestName: MANAGEMENT_INTERFACE,
          bridge,
          address: network.management.address,
          ...card(network.management),
        },
        { kind: 'p2p', guestName: VPC_INTERFACE, ...card(network.vpc) },
      ],
    },
    attempt.signal,
  );
}

const card = ({ mac, hostName }: { mac: string; hostName: string }) => ({ mac, hostName });

/** Writes into the stopped instance what makes it this user's desktop in this domain. Repeatable. */
export async function joinDomain(deps: LifecycleDeps, workspaceId: string, user: DesktopUser): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  const network = await networkOf(deps.database, workspaceId);
  const secrets = await ensureSecrets(deps, row);
  const files = desktopFiles({
    workspaceId,
    account: openMachineAccount(deps.sealer, row),
    user,
    management: network.management,
    vpc: network.vpc,
    display: { ...secrets, password: secrets.vncPassword },
    localAdministrator: true,
    timeZone: deps.timeZone,
  });
  for (const file of files) await deps.engine.writeFile(workspaceId, file);
}

/** The desktop's own secrets, made when it has none. */
async function ensureSecrets(deps: LifecycleDeps, row: WorkspaceRow): Promise<DesktopSecrets> {
  const workspaceId = row.workspace_id;
  if (row.secrets) return openSecrets(deps.sealer, workspaceId, row.secrets);
  const certificate = await deps.authority.issue({
    commonName: workspaceId,
    dnsNames: [workspaceId],
    ipAddresses: row.management_address ? [row.management_address] : [],
    days: 3650,
  });
  const secrets = { ...certificate, vncPassword: newVncPassword() };
  await updateWorkspace(deps.database, workspaceId, {
    secrets: sealSecrets(deps.sealer, workspaceId, secrets),
  });
  return secrets;
}
