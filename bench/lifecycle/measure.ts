import {
  CreateWorkspaceImageCommand,
  DeleteWorkspaceImageCommand,
  DescribeWorkspaceImagesCommand,
  MigrateWorkspaceCommand,
  ModifyWorkspacePropertiesCommand,
  RebuildWorkspacesCommand,
  RestoreWorkspaceCommand,
} from '@aws-sdk/client-workspaces';
import { power, untilState } from '../../test/support/power.ts';
import { createWorkspaces, type Setup, terminate, untilAvailable } from '../../test/support/setup.ts';
import { until } from '../../test/support/until.ts';
import { latestRun } from '../latestRun.ts';
import { seconds } from '../seconds.ts';

export const changes = [
  ...(['provision', 'stop', 'resume', 'snapshot', 'reboot'] as const),
  ...(['restore', 'rebuild', 'migrate', 'image'] as const),
];

/** Seconds that each change took, from the call until the state was seen that it leads to. */
export type Measured = Record<(typeof changes)[number], number>;

const OTHER_BUNDLE = 'wsb-d12perfo0';

/** Takes one user's WorkSpace through its life. */
export async function lifecycle(setup: Setup, userName: string): Promise<Measured> {
  const { client, installation } = setup;
  let WorkspaceId = '';
  const provision = await seconds(async () => {
    [WorkspaceId = ''] = await createWorkspaces(setup, [userName]);
    await untilAvailable(setup, WorkspaceId);
  });
  const WorkspaceProperties = { RunningMode: 'AUTO_STOP' } as const;
  await client.send(new ModifyWorkspacePropertiesCommand({ WorkspaceId, WorkspaceProperties }));
  const stop = (await power(setup, WorkspaceId, 'stop')) / 1000;
  const resume = (await power(setup, WorkspaceId, 'start')) / 1000;
  const reboot = (await power(setup, WorkspaceId, 'reboot')) / 1000;
  await installation.alcove('snapshot', WorkspaceId);
  const snapshot = await lastRunSeconds(setup, WorkspaceId, 'workspaces.takeSnapshot');
  const restore = await seconds(async () => {
    await client.send(new RestoreWorkspaceCommand({ WorkspaceId }));
    await untilAvailable(setup, WorkspaceId);
  });
  const rebuild = await seconds(async () => {
    await client.send(new RebuildWorkspacesCommand({ RebuildWorkspaceRequests: [{ WorkspaceId }] }));
    await untilAvailable(setup, WorkspaceId);
  });
  const image = await seconds(() => makeImage(setup, WorkspaceId));
  let migratedId = '';
  const migrate = await seconds(async () => {
    const command = new MigrateWorkspaceCommand({ SourceWorkspaceId: WorkspaceId, BundleId: OTHER_BUNDLE });
    migratedId = (await client.send(command)).TargetWorkspaceId ?? '';
    await untilAvailable(setup, migratedId);
  });
  await terminate(setup, [migratedId]);
  return { provision, stop, resume, snapshot, reboot, restore, rebuild, migrate, image };
}

async function makeImage(setup: Setup, WorkspaceId: string): Promise<void> {
  const { client } = setup;
  const request = { Name: 'bench', Description: 'bench', WorkspaceId };
  const { ImageId = '' } = await client.send(new CreateWorkspaceImageCommand(request));
  await until('the image is there', 60, async () => {
    const { Images } = await client.send(new DescribeWorkspaceImagesCommand({ ImageIds: [ImageId] }));
    if (Images?.[0]?.State === 'ERROR') throw new Error(`The image failed: ${Images[0].ErrorMessage}`);
    return Images?.[0]?.State === 'AVAILABLE' ? true : undefined;
  });
  await untilState(setup, WorkspaceId, 'AVAILABLE');
  await client.send(new DeleteWorkspaceImageCommand({ ImageId }));
}

/** How long the latest run of a type took the worker. */
async function lastRunSeconds(setup: Setup, workspaceId: string, type: string): Promise<number> {
  const steps = Object.values(await latestRun(setup, workspaceId, type));
  return steps.reduce((sum, step) => sum + step, 0);
}
