import type { Engine } from '../../engine/engine.ts';
import { guestNetworkFiles, MANAGEMENT_INTERFACE, VPC_INTERFACE } from '../../engine/guestNetwork.ts';
import type { Fabric } from '../../fabric/fabric.ts';
import type { StepAttempt } from '../../workflows/workflow.ts';
import { sambaFiles } from '../controllers/samba.ts';
import type { DirectorySize } from '../model/directory.ts';
import type { LifecycleDeps } from './deps.ts';
import { type ControllerPlan, controllerPlan, vpcResolver } from './plan.ts';

/** What a controller gets of its host. */
const sizes: Readonly<Record<DirectorySize, { cpus: number; memoryMib: number }>> = {
  Small: { cpus: 1, memoryMib: 1024 },
  Large: { cpus: 2, memoryMib: 4096 },
};
const ROOT_SIZE_GIB = 8;

/** What every controller of this installation is labelled with. */
export const controllerLabels = ({ installation }: Pick<LifecycleDeps, 'installation'>) => ({
  installation,
  role: 'controller',
});

/** Makes the stopped instance and writes its configuration into it. Repeatable. */
export async function createInstance(
  deps: LifecycleDeps,
  directoryId: string,
  { idempotencyKey, signal }: StepAttempt,
): Promise<void> {
  const plan = await controllerPlan(deps.database, directoryId);
  const { directory, controller, vpc, management } = plan;
  const imageAlias = await deps.ensureImage(signal);
  const { bridge } = await deps.fabric.ensureManagement();
  const card = ({ mac, hostName }: { mac: string; hostName: string }) => ({ mac, hostName });
  await deps.engine.createInstance(
    {
      name: controller.instanceName,
      imageAlias,
      labels: { ...controllerLabels(deps), directoryId, idempotencyKey },
      ...sizes[directory.size],
      rootSizeGib: ROOT_SIZE_GIB,
      interfaces: [
        {
          kind: 'bridged',
          guestName: MANAGEMENT_INTERFACE,
          bridge,
          address: management.address,
          ...card(management),
        },
        { kind: 'p2p', guestName: VPC_INTERFACE, ...card(vpc) },
      ],
    },
    signal,
  );
  await writeConfiguration(deps, plan);
}

async function writeConfiguration(deps: LifecycleDeps, plan: ControllerPlan): Promise<void> {
  const { directory, controller, vpc, management } = plan;
  const { hostName } = controller;
  const { domainName, shortName, vpcId } = directory;
  const forwarder = await vpcResolver(deps.database, vpcId);
  const files = [
    // Every controller asks itself.
    ...guestNetworkFiles({ hostName, domainName, management, vpc, nameServers: ['127.0.0.1'] }),
    ...sambaFiles({ hostName, domainName, shortName, forwarder }),
  ];
  await deps.engine.makeDirectory(controller.instanceName, { path: '/etc/alcove' });
  for (const file of files) await deps.engine.writeFile(controller.instanceName, file);
}

/** Starts the controller where it does not run, and connects it to its subnet. Repeatable. */
export async function startController(
  { engine, fabric }: { engine: Pick<Engine, 'start'>; fabric: Pick<Fabric, 'attach'> },
  { controller, vpc }: Pick<ControllerPlan, 'controller' | 'vpc'>,
  signal?: AbortSignal,
): Promise<void> {
  await engine.start(controller.instanceName, signal);
  await fabric.attach({
    vpcId: vpc.vpcId,
    subnetId: vpc.subnetId,
    address: vpc.address,
    hostName: vpc.hostName,
  });
}
