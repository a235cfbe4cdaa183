import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { FatalStepError } from '../../workflows/workflow.ts';
import { CopyWorkspaceImage } from '../operations/CopyWorkspaceImage.ts';
import { CreateWorkspaceBundle } from '../operations/CreateWorkspaceBundle.ts';
import { CreateWorkspaceImage } from '../operations/CreateWorkspaceImage.ts';
import { CreateWorkspaces } from '../operations/CreateWorkspaces.ts';
import { DeleteWorkspaceBundle } from '../operations/DeleteWorkspaceBundle.ts';
import { DeleteWorkspaceImage } from '../operations/DeleteWorkspaceImage.ts';
import { findImage } from '../store/images.ts';
import { refusal, testContext } from '../testing.ts';
import { findLeftovers } from './leftovers.ts';
import { boundariesOf, Crashes } from './testing/crashes.ts';
import { World } from './testing/world.ts';

const CREATE_STEPS = ['source', 'checks', 'shutdown', 'copy', 'session', 'clean', 'health', 'created'];
const UNDONE_STEPS = ['copy', 'shutdown'];

let world: World;
/** Stands for the places where volumes are mounted. */
let mounts: string;
const crashes = new Crashes(() => world);

beforeEach(async () => {
  world = await World.create();
  world.deps.engine.rootOwner = async () => process.getuid?.() ?? 0;
  mounts = await mkdtemp(join(tmpdir(), 'alcove-mounts-'));
  // Every mounted root has a key in it, as that of a desktop.
  world.volumes.mountPoint = async (name) => {
    const keytab = join(mounts, name, 'rootfs/etc/krb5.keytab');
    await mkdir(dirname(keytab), { recursive: true });
    if (world.volumes.content(name)) await writeFile(keytab, 'key');
    return join(mounts, name);
  };
  await world.startWorker(crashes.onBoundary);
});
afterEach(async () => {
  await world.close();
  await rm(mounts, { recursive: true });
});

async function available(): Promise<string> {
  const workspaceId = await world.create();
  await world.settled(workspaceId);
  world.volumes.write(`${workspaceId}.root`, `tool of ${workspaceId}`);
  return workspaceId;
}

let count = 0;
async function createImage(WorkspaceId: string): Promise<string> {
  const input = { WorkspaceId, Name: `image ${++count}`, Description: 'tools' };
  const { ImageId = '' } = await CreateWorkspaceImage(testContext, input, world.operationDeps);
  return ImageId;
}

async function copyImage(SourceImageId: string): Promise<string> {
  const input = { SourceImageId, SourceRegion: testContext.region, Name: `copy ${++count}` };
  const { ImageId = '' } = await CopyWorkspaceImage(testContext, input, world.operationDeps);
  return ImageId;
}

const last = async (key: string) => (await world.settled(key)).at(-1);
const image = (imageId: string) => findImage(world.database, imageId);
const runs = (workspaceId: string) => world.engine.instanceMap.get(workspaceId)?.status === 'Running';

async function expectAvailable(workspaceId: string): Promise<void> {
  expect((await world.row(workspaceId))?.state).toBe('AVAILABLE');
  expect(runs(workspaceId)).toBe(true);
  expect([...world.fabric.attached.values()]).toContain(world.engine.instanceMap.get(workspaceId)?.pid);
}

describe('an image', () => {
  it('is the root of the desktop without what makes it one user’s, and the desktop runs again', async () => {
    const workspaceId = await available();
    const imageId = await createImage(workspaceId);
    expect((await world.row(workspaceId))?.state).toBe('SUSPENDED');
    expect(await last(workspaceId)).toBe('createImage succeeded');
    expect(await image(imageId)).toMatchObject({ state: 'AVAILABLE', error_code: null });
    await expectAvailable(workspaceId);
    expect(world.volumes.content(`${imageId}.root`)).toContain(`tool of ${workspaceId}`);
    expect(world.volumes.mounted.has(`${imageId}.root`)).toBe(false);
    const etc = join(mounts, `${imageId}.root`, 'rootfs/etc');
    expect(await readdir(etc)).not.toContain('krb5.keytab');
    expect(await readFile(join(etc, 'machine-id'), 'utf8')).toBe('');
    expect(await findLeftovers(world.deps)).toEqual([]);
  });

  it('is not made of a WorkSpace that fails a check, which is as it was', async () => {
    const workspaceId = await available();
    const pid = world.engine.instanceMap.get(workspaceId)?.pid;
    world.engine.answer = (_, [, , script = '']) =>
      script.includes('df --output') ? { stdout: 'The root volume is 98 % full.\n' } : {};
    const imageId = await createImage(workspaceId);
    expect(await last(workspaceId)).toBe('createImage failed');
    expect(await image(imageId)).toMatchObject({
      state: 'ERROR',
      error_code: 'ImageCheckFailed',
      error_message:
        'The root volume is 98 % full. Remove files that the image does not need, or make the root volume larger.',
    });
    await expectAvailable(workspaceId);
    expect(world.engine.instanceMap.get(workspaceId)?.pid).toBe(pid);
    expect(await world.volumes.exists(`${imageId}.root`)).toBe(false);
  });

  it.each(['stop', 'copyVolume', 'start', 'mountVolume'])(
    'that fails in %s is in ERROR with the reason, has no volume, and leaves the desktop running',
    async (method) => {
      const workspaceId = await available();
      const imageId = await createImageAfter(workspaceId, method);
      expect(await last(workspaceId)).toBe('createImage failed');
      expect(await image(imageId)).toMatchObject({
        state: 'ERROR',
        error_message: expect.stringContaining('the disk is broken'),
      });
      await expectAvailable(workspaceId);
      expect(await world.volumes.exists(`${imageId}.root`)).toBe(false);
      expect(await findLeftovers(world.deps)).toEqual([]);
    },
  );

  it('whose desktop does not come back well is good all the same', async () => {
    const workspaceId = await available();
    const unmount = world.volumes.unmount.bind(world.volumes);
    world.volumes.unmount = async (name) => {
      await unmount(name);
      if (name.startsWith('wsi-')) await world.engine.crash(workspaceId);
    };
    const imageId = await createImage(workspaceId);
    expect(await last(workspaceId)).toBe('createImage succeeded');
    expect(await image(imageId)).toMatchObject({ state: 'AVAILABLE' });
  });

  it('may be copied and deleted, each with its volume', async () => {
    const workspaceId = await available();
    const imageId = await createImage(workspaceId);
    await world.settled(workspaceId);
    const copyId = await copyImage(imageId);
    expect(await last(copyId)).toBe('copyImage succeeded');
    expect(await image(copyId)).toMatchObject({ state: 'AVAILABLE' });
    expect(world.volumes.content(`${copyId}.root`)).toEqual(world.volumes.content(`${imageId}.root`));
    for (const ImageId of [imageId, copyId]) {
      await DeleteWorkspaceImage(testContext, { ImageId }, world.operationDeps);
      expect(await last(ImageId)).toBe('deleteImage succeeded');
      expect(await world.volumes.exists(`${ImageId}.root`)).toBe(false);
    }
  });

  it('that cannot be copied leaves an image in ERROR without a volume', async () => {
    const workspaceId = await available();
    const imageId = await createImage(workspaceId);
    await world.settled(workspaceId);
    world.faults.plan('copyVolume', 'after', new FatalStepError('the disk is broken'));
    const copyId = await copyImage(imageId);
    expect(await last(copyId)).toBe('copyImage failed');
    expect(await image(copyId)).toMatchObject({ state: 'ERROR', error_code: 'ImageCreationFailed' });
    expect(await world.volumes.exists(`${copyId}.root`)).toBe(false);
  });

  it('is what WorkSpaces of its bundle are made from, until the last of them is gone', async () => {
    const workspaceId = await available();
    const ImageId = await createImage(workspaceId);
    await world.settled(workspaceId);
    const { WorkspaceBundle } = await CreateWorkspaceBundle(
      testContext,
      {
        ...{ BundleName: 'tools', BundleDescription: 'tools', ImageId },
        ComputeType: { Name: 'STANDARD' },
        UserStorage: { Capacity: '50' },
      },
      world.operationDeps,
    );
    const BundleId = WorkspaceBundle?.BundleId ?? '';
    world.directories.addUser('second');
    const { PendingRequests } = await CreateWorkspaces(
      testContext,
      { Workspaces: [{ DirectoryId: world.directoryId, UserName: 'second', BundleId }] },
      world.operationDeps,
    );
    const second = PendingRequests?.[0]?.WorkspaceId ?? '';
    expect(await last(second)).toBe('provision succeeded');
    expect(world.volumes.content(`${second}.root`)).toContain(`tool of ${workspaceId}`);
    await DeleteWorkspaceBundle(testContext, { BundleId }, world.operationDeps);
    const remove = () => refusal(DeleteWorkspaceImage(testContext, { ImageId }, world.operationDeps));
    expect(await remove()).toBe('ResourceAssociatedException');
    await world.terminate(second);
    await world.settled(second);
    expect(await remove()).toBe('accepted');
    await world.settled(ImageId);
    expect(await findLeftovers(world.deps)).toEqual([]);
  });
});

/** Makes an image while calls of a method fail for good: of the image where it is about volumes. */
async function createImageAfter(workspaceId: string, method: string): Promise<string> {
  const broken = new FatalStepError('the disk is broken');
  if (method === 'stop' || method === 'start') {
    world.faults.plan(`${method} ${workspaceId}`, 'before', broken);
    return createImage(workspaceId);
  }
  // Nobody else copies or mounts meanwhile, so whoever comes first is the image; the desktop's are mounted before it.
  if (method === 'copyVolume') {
    world.faults.plan(method, 'after', broken);
    return createImage(workspaceId);
  }
  const mount = world.volumes.mount.bind(world.volumes);
  world.volumes.mount = async (name, path) => {
    if (name.startsWith('wsi-')) throw broken;
    return mount(name, path);
  };
  return createImage(workspaceId);
}

describe('a worker that dies', () => {
  it('at any boundary of making an image is followed by one that completes it', async () => {
    const made: { workspaceId: string; imageId: string }[] = [];
    for (const boundary of boundariesOf(CREATE_STEPS)) {
      const workspaceId = await available();
      crashes.plan(workspaceId, boundary);
      made.push({ workspaceId, imageId: await createImage(workspaceId) });
    }
    for (const { workspaceId, imageId } of made) {
      expect(await last(workspaceId)).toBe('createImage succeeded');
      expect(await image(imageId)).toMatchObject({ state: 'AVAILABLE' });
      await expectAvailable(workspaceId);
      expect(world.volumes.mounted.has(`${imageId}.root`)).toBe(false);
      const etc = join(mounts, `${imageId}.root`, 'rootfs/etc');
      expect(await readdir(etc)).not.toContain('krb5.keytab');
    }
    expect(crashes.isSpent).toBe(true);
    expect(await findLeftovers(world.deps)).toEqual([]);
  });

  it('at any boundary of the undoing is followed by one that completes that', async () => {
    const mount = world.volumes.mount.bind(world.volumes);
    world.volumes.mount = async (name, path) => {
      if (name.startsWith('wsi-')) throw new FatalStepError('the disk is broken');
      return mount(name, path);
    };
    const made: { workspaceId: string; imageId: string }[] = [];
    for (const boundary of boundariesOf(UNDONE_STEPS.map((step) => `undo ${step}`))) {
      const workspaceId = await available();
      crashes.plan(workspaceId, boundary);
      made.push({ workspaceId, imageId: await createImage(workspaceId) });
    }
    for (const { workspaceId, imageId } of made) {
      expect(await last(workspaceId)).toBe('createImage failed');
      expect(await image(imageId)).toMatchObject({ state: 'ERROR' });
      await expectAvailable(workspaceId);
      expect(await world.volumes.exists(`${imageId}.root`)).toBe(false);
    }
    expect(crashes.isSpent).toBe(true);
  });

  it('at any boundary of copying and deleting is followed by one that completes it', async () => {
    const workspaceId = await available();
    const imageId = await createImage(workspaceId);
    await world.settled(workspaceId);
    for (const boundary of boundariesOf(['copy', 'copied'])) {
      const copyId = await plannedCopy(imageId, boundary);
      expect(await last(copyId)).toBe('copyImage succeeded');
      expect(await image(copyId)).toMatchObject({ state: 'AVAILABLE' });
      crashes.plan(copyId, boundary.endsWith('before') ? 'volume before' : 'volume after');
      await DeleteWorkspaceImage(testContext, { ImageId: copyId }, world.operationDeps);
      expect(await last(copyId)).toBe('deleteImage succeeded');
      expect(await world.volumes.exists(`${copyId}.root`)).toBe(false);
    }
    expect(crashes.isSpent).toBe(true);
  });
});

/** The id is known only when the run is in the queue already, so the worker is told as soon as that is so. */
async function plannedCopy(imageId: string, boundary: string): Promise<string> {
  return inTransaction(world.database, async (database) => {
    const input = { SourceImageId: imageId, SourceRegion: testContext.region, Name: `copy ${++count}` };
    const { ImageId = '' } = await CopyWorkspaceImage(testContext, input, {
      ...world.operationDeps,
      database,
    });
    crashes.plan(ImageId, boundary);
    return ImageId;
  });
}
