import { newVncPassword } from '../../base/vncAuthentication.ts';
import { MANAGEMENT_INTERFACE, VPC_INTERFACE } from '../../engine/guestNetwork.ts';
import { computeTypes } from '../model/computeTypes.ts';
import { type DesktopSecrets, newAgentSecret, openSecrets, sealSecrets } from '../model/secrets.ts';
import { bundleOfWorkspace } from '../store/bundles.ts';
import { registrationOf } from '../store/registrations.ts';
import { updateWorkspace, type WorkspaceRow } from '../store/workspaces.ts';
import { networkOf } from './addresses.ts';
import type { LifecycleDeps } from './deps.ts';
import { agentFiles, desktopFiles } from './desktopFiles.ts';
import { mountVolumes, userMountPoint } from './desktopVolumes.ts';
import { desktopLabels } from './labels.ts';
import { openMachineAccount } from './machineAccount.ts';
import { ProvisioningError } from './provisioningError.ts';
import { workspaceRow } from './row.ts';
import type { DesktopUser } from './user.ts';

/** The image that the WorkSpace's bundle has now. */
export async function currentImage(deps: LifecycleDeps, workspaceId: string): Promise<string> {
  const row = await workspaceRow(deps.database, workspaceId);
  const bundle = await bundleOfWorkspace(deps.database, row);
  if (!bundle) {
    throw new ProvisioningError(
      'ResourceNotFound.Bundle',
      `The bundle ${row.bundle_id} is not there any more.`,
    );
  }
  return bundle.imageId;
}

/** Makes the stopped instance around the volumes. Repeatable with the same `idempotencyKey`. */
export async function createInstance(
  deps: LifecycleDeps,
  workspaceId: string,
  attempt: { idempotencyKey: string; signal: AbortSignal },
): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  const network = await networkOf(deps.database, workspaceId);
  const { bridge } = await deps.fabric.ensureManagement();
  const compute = computeTypes[row.compute_type];
  await deps.engine.createInstance(
    {
      name: workspaceId,
      imageAlias: await deps.ensureEmptyImage(),
      labels: { ...desktopLabels(deps), workspaceId, idempotencyKey: attempt.idempotencyKey },
      cpus: compute.cpus,
      memoryMib: compute.memoryMib,
      shiftedRoot: true,
      mounts: [{ name: 'home', hostPath: await userMountPoint(deps, workspaceId), path: '/home' }],
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
  await mountVolumes(deps, workspaceId);
}

const card = ({ mac, hostName }: { mac: string; hostName: string }) => ({ mac, hostName });

/** Writes into the stopped instance what makes it this user's desktop in this domain. Repeatable. */
export async function joinDomain(deps: LifecycleDeps, workspaceId: string, user: DesktopUser): Promise<void> {
  await mountVolumes(deps, workspaceId);
  const row = await workspaceRow(deps.database, workspaceId);
  const network = await networkOf(deps.database, workspaceId);
  const registration = await registrationOf(deps.database, row.directory_id);
  const secrets = await ensureSecrets(deps, row);
  const files = desktopFiles({
    workspaceId,
    account: openMachineAccount(deps.sealer, row),
    user,
    management: network.management,
    vpc: network.vpc,
    display: { ...secrets, password: secrets.vncPassword },
    agentSecret: secrets.agentSecret,
    localAdministrator: registration?.local_administrator ?? true,
    timeZone: deps.timeZone,
  });
  for (const file of files) await deps.engine.writeFile(workspaceId, file);
}

/**
 * Gives a desktop what opens its side channels, if it was made before there were any. For its next start: the instance
 * is stopped, and its volumes are mounted. Repeatable.
 */
export async function ensureAgentSecret(deps: LifecycleDeps, workspaceId: string): Promise<void> {
  const row = await workspaceRow(deps.database, workspaceId);
  if (!row.secrets || !row.management_address) return;
  if (openSecrets(deps.sealer, workspaceId, row.secrets).agentSecret !== undefined) return;
  const agentSecret = newAgentSecret();
  for (const file of agentFiles(row.management_address, agentSecret)) {
    await deps.engine.writeFile(workspaceId, file);
  }
  await keepSecrets(deps, row, { agentSecret });
}

type CompleteSecrets = Required<DesktopSecrets>;

/** The desktop's own secrets, made when it has none. */
async function ensureSecrets(deps: LifecycleDeps, row: WorkspaceRow): Promise<CompleteSecrets> {
  const workspaceId = row.workspace_id;
  if (row.secrets) {
    const secrets = openSecrets(deps.sealer, workspaceId, row.secrets);
    const { agentSecret = newAgentSecret() } = secrets;
    if (secrets.agentSecret === undefined) await keepSecrets(deps, row, { agentSecret });
    return { ...secrets, agentSecret };
  }
  const certificate = await deps.authority.issue({
    commonName: workspaceId,
    dnsNames: [workspaceId],
    ipAddresses: row.management_address ? [row.management_address] : [],
    days: 3650,
  });
  const secrets = { ...certificate, vncPassword: newVncPassword(), agentSecret: newAgentSecret() };
  await updateWorkspace(deps.database, workspaceId, {
    secrets: sealSecrets(deps.sealer, workspaceId, secrets),
  });
  return secrets;
}

/** Adds to the secrets of a desktop that has some. */
async function keepSecrets(
  { database, sealer }: LifecycleDeps,
  { workspace_id: workspaceId, secrets }: WorkspaceRow,
  more: { agentSecret: string },
): Promise<void> {
  if (!secrets) return;
  const all = { ...openSecrets(sealer, workspaceId, secrets), ...more };
  await updateWorkspace(database, workspaceId, { secrets: sealSecrets(sealer, workspaceId, all) });
}
