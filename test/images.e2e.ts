import {
  CopyWorkspaceImageCommand,
  CreateWorkspaceBundleCommand,
  CreateWorkspaceImageCommand,
  CreateWorkspacesCommand,
  DeleteWorkspaceBundleCommand,
  DeleteWorkspaceImageCommand,
  DescribeWorkspaceBundlesCommand,
  DescribeWorkspaceImagesCommand,
  DescribeWorkspacesCommand,
} from '@aws-sdk/client-workspaces';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../server/src/engine/index.ts';
import { engineOf } from './support/desktop.ts';
import { armFaults, everyBoundary, faultsLeft } from './support/faults.ts';
import {
  addUsers,
  describe as describeWorkspace,
  type Setup,
  terminate,
  untilAvailable,
} from './support/setup.ts';
import { setUpShared, shared, tearDownShared } from './support/shared.ts';
import { until } from './support/until.ts';

/** What makes a desktop itself, as the desktop shows it. */
const IDENTITY = {
  machineId: 'cat /etc/machine-id',
  // The SSH server is off, and so has no keys before somebody turns it on.
  hostKey: 'ssh-keygen -A > /dev/null && cat /etc/ssh/ssh_host_ed25519_key.pub',
  machineAccount: 'klist -k /etc/krb5.keytab | tail -n 1',
  displayKey: 'sha256sum /etc/alcove/display.key',
  hostName: 'hostname',
} as const;

/** The steps of making an image, at whose boundaries a worker is killed. */
const STEPS = ['source', 'checks', 'shutdown', 'copy', 'session', 'clean', 'health', 'created'];

describe('images and bundles', () => {
  let setup: Setup;
  let engine: Engine;
  let source: string;
  let imageId: string;
  let bundleId: string;

  beforeAll(async () => {
    setup = await setUpShared('images');
    source = setup.first.workspaceId;
    engine = await engineOf(shared);
    await addUsers(setup, ['tooled', 'equipped']);
  });
  afterAll(async () => {
    engine?.close();
    await tearDownShared(setup);
  });

  async function inside(workspaceId: string, script: string): Promise<string> {
    const { exitCode, stdout, stderr } = await engine.execute(workspaceId, ['sh', '-c', script]);
    if (exitCode !== 0) throw new Error(`${script}: ${stderr}`);
    return stdout.trim();
  }

  async function identity(workspaceId: string): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const [what, script] of Object.entries(IDENTITY)) found[what] = await inside(workspaceId, script);
    return found;
  }

  const describeImage = async (id: string) => {
    const answer = await setup.client.send(new DescribeWorkspaceImagesCommand({ ImageIds: [id] }));
    return answer.Images?.[0];
  };

  async function untilMade(id: string): Promise<void> {
    await until(`${id} is AVAILABLE`, 120, async () => {
      const image = await describeImage(id);
      if (image?.State === 'ERROR') throw new Error(`${id}: ${image.ErrorMessage}`);
      return image?.State === 'AVAILABLE' ? true : undefined;
    });
  }

  async function createImage(Name: string): Promise<string> {
    const command = new CreateWorkspaceImageCommand({ Name, Description: 'tools', WorkspaceId: source });
    return (await setup.client.send(command)).ImageId ?? '';
  }

  it('are refused while the checker finds something in the way', async () => {
    await inside(source, 'ln -s /home/images/tool /usr/local/bin/from-home');
    const failed = await shared.alcove('image', 'check', source).catch((error: Error) => error.message);
    expect(failed).toContain('FAILED   No application is in the user volume (applications-outside-home)');
    expect(failed).toContain('/usr/local/bin/from-home is a link to /home/images/tool.');
    const id = await createImage('refused');
    await until('the image is in ERROR', 60, async () =>
      (await describeImage(id))?.State === 'ERROR' ? true : undefined,
    );
    expect(await describeImage(id)).toMatchObject({
      ErrorCode: 'ImageCheckFailed',
      ErrorMessage: expect.stringContaining('/usr/local/bin/from-home'),
    });
    await untilAvailable(setup, source);
    await setup.client.send(new DeleteWorkspaceImageCommand({ ImageId: id }));
    await inside(source, 'rm /usr/local/bin/from-home');
  });

  it('passes the checker', async () => {
    const report = JSON.parse(await shared.alcove('image', 'check', source, '--json')) as {
      name: string;
      outcome: string;
    }[];
    expect(report.filter(({ outcome }) => outcome !== 'PASSED' && outcome !== 'WARNING')).toEqual([]);
  });

  it('are made of a desktop that is SUSPENDED meanwhile and runs again afterwards', async () => {
    await inside(source, 'echo "echo it works" > /usr/local/bin/tool && chmod +x /usr/local/bin/tool');
    await inside(source, 'echo mine > /home/images/mine; echo mine > /var/tmp/mine; ssh-keygen -A');
    const before = await identity(source);
    imageId = await createImage('tools');
    expect((await describeWorkspace(setup.client, source))?.State).toBe('SUSPENDED');
    await untilAvailable(setup, source);
    await untilMade(imageId);
    expect(await identity(source)).toEqual(before);
    expect(await inside(source, 'cat /home/images/mine')).toBe('mine');
  });

  it('survive the death of the worker at every boundary', async () => {
    armFaults(shared, everyBoundary('createImage', STEPS));
    const id = await createImage('killed');
    await untilMade(id);
    expect(faultsLeft(shared)).toEqual([]);
    await untilAvailable(setup, source);
    await setup.client.send(new DeleteWorkspaceImageCommand({ ImageId: id }));
  });

  it('can be copied', async () => {
    const command = new CopyWorkspaceImageCommand({
      ...{ Name: 'copy', SourceImageId: imageId, SourceRegion: 'us-east-1' },
    });
    const { ImageId = '' } = await setup.client.send(command);
    await untilMade(ImageId);
    await setup.client.send(new DeleteWorkspaceImageCommand({ ImageId }));
    const elsewhere = setup.client.send(
      new CopyWorkspaceImageCommand({ Name: 'far', SourceImageId: imageId, SourceRegion: 'mars-north-1' }),
    );
    await expect(elsewhere).rejects.toThrow('There is no Region mars-north-1 here');
  });

  it('give every desktop of their bundle the programs, and an identity of its own', async () => {
    const { WorkspaceBundle } = await setup.client.send(
      new CreateWorkspaceBundleCommand({
        ...{ BundleName: 'tools', BundleDescription: 'tools', ImageId: imageId },
        ...{ ComputeType: { Name: 'STANDARD' }, UserStorage: { Capacity: '10' } },
      }),
    );
    bundleId = WorkspaceBundle?.BundleId ?? '';
    const { PendingRequests, FailedRequests } = await setup.client.send(
      new CreateWorkspacesCommand({
        Workspaces: ['tooled', 'equipped'].map((UserName) => ({
          ...{ DirectoryId: setup.directoryId, UserName, BundleId: bundleId },
        })),
      }),
    );
    expect(FailedRequests).toEqual([]);
    const ids = (PendingRequests ?? []).map((workspace) => workspace.WorkspaceId ?? '');
    for (const id of ids) await untilAvailable(setup, id);
    for (const id of ids) {
      expect(await inside(id, 'sh /usr/local/bin/tool')).toBe('it works');
      expect(await inside(id, 'ls -A /home')).not.toContain('images');
      expect(await inside(id, 'ls -A /var/tmp')).not.toContain('mine');
      expect(await inside(id, 'getent passwd images || echo nobody')).toBe('nobody');
      expect(await inside(id, 'systemctl --failed --plain --no-legend')).toBe('');
    }
    const identities = [await identity(source), ...(await Promise.all(ids.map(identity)))];
    for (const what of Object.keys(IDENTITY)) {
      expect(new Set(identities.map((each) => each[what])).size, what).toBe(3);
    }
  });

  it('cannot be deleted while bundles or desktops need them, and leave nothing', async () => {
    const deleteImage = () => setup.client.send(new DeleteWorkspaceImageCommand({ ImageId: imageId }));
    await expect(deleteImage()).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceAssociatedException' }),
    );
    await setup.client.send(new DeleteWorkspaceBundleCommand({ BundleId: bundleId }));
    const bundles = async () => {
      const answer = await setup.client.send(new DescribeWorkspaceBundlesCommand({ BundleIds: [bundleId] }));
      return answer.Bundles?.length;
    };
    expect(await bundles()).toBe(1);
    await expect(deleteImage()).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceAssociatedException' }),
    );
    const { Workspaces = [] } = await setup.client.send(
      new DescribeWorkspacesCommand({ BundleId: bundleId }),
    );
    await terminate(
      setup,
      Workspaces.map((workspace) => workspace.WorkspaceId ?? ''),
    );
    expect(await bundles()).toBe(0);
    await deleteImage();
    await until('nothing is left over', 30, async () =>
      (await shared.leftovers()).length === 0 ? true : undefined,
    );
  });
});
