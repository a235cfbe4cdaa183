import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { allocateManagementAddress, releaseInterface } from '../../networks/index.ts';
import type { WorkflowName } from '../../workflows/workflow.ts';
import { rootVolume, snapshotVolume, userVolume } from '../model/volumeNames.ts';
import type { WorkspaceInput } from '../model/workflows.ts';
import { StartWorkspaces } from '../operations/StartWorkspaces.ts';
import { StopWorkspaces } from '../operations/StopWorkspaces.ts';
import { insertSnapshot, listSnapshots } from '../store/snapshots.ts';
import { updateWorkspace } from '../store/workspaces.ts';
import { testClock, testContext } from '../testing.ts';
import { findLeftovers, removeLeftovers } from './leftovers.ts';
import { findMissing, mendMissing } from './missing.ts';
import { requestSnapshot } from './snapshotSchedule.ts';
import { World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
  await world.startWorker();
});
afterEach(() => world.close());

async function available(): Promise<string> {
  const workspaceId = await world.create();
  await world.settled(workspaceId);
  await updateWorkspace(world.database, workspaceId, {
    at: testClock.now(),
    running_mode: 'AUTO_STOP',
    auto_stop_timeout_minutes: 60,
  });
  return workspaceId;
}

/** Takes the instance away behind Alcove's back. The files in it are on a volume and stay. */
async function loseInstance(workspaceId: string): Promise<void> {
  const files = world.engine.instanceMap.get(workspaceId)?.files;
  if (!files) throw new Error('There is no instance.');
  await world.engine.deleteInstance(workspaceId);
  const create = world.engine.createInstance.bind(world.engine);
  world.engine.createInstance = async (spec) => {
    await create(spec);
    const made = world.engine.instanceMap.get(spec.name);
    if (made && spec.name === workspaceId) made.files = files;
  };
}

/** A run about the WorkSpace that no worker takes. */
async function openRun(workspaceId: string): Promise<void> {
  const nobodys: WorkflowName<WorkspaceInput> = { type: 'test.nobodys' };
  await inTransaction(world.database, (transaction) =>
    world.deps.queue.enqueue(transaction, nobodys, workspaceId, { workspaceId }),
  );
}

const stop = (WorkspaceId: string) =>
  StopWorkspaces(testContext, { StopWorkspaceRequests: [{ WorkspaceId }] }, world.operationDeps);
const start = (WorkspaceId: string) =>
  StartWorkspaces(testContext, { StartWorkspaceRequests: [{ WorkspaceId }] }, world.operationDeps);
const kindsOf = async () => (await findMissing(world.deps)).map(({ kind, name }) => `${kind} ${name}`);

describe('what is missing', () => {
  it('is nothing of WorkSpaces that are well, failed to be made, or have a run under way', async () => {
    await available();
    const failed = await world.create({ exists: false });
    await world.settled(failed);
    expect((await world.row(failed))?.state).toBe('ERROR');
    const busy = await available();
    await openRun(busy);
    await world.engine.deleteInstance(busy);
    expect(await kindsOf()).toEqual([]);
  });

  it('is an instance, which comes back around its volumes', async () => {
    const workspaceId = await available();
    world.volumes.write(userVolume(workspaceId), 'a letter');
    await loseInstance(workspaceId);
    expect(await kindsOf()).toEqual([`instance ${workspaceId}`]);
    expect(await mendMissing(world.deps)).toHaveLength(1);
    await world.settled(workspaceId);
    expect(await world.row(workspaceId)).toMatchObject({ state: 'AVAILABLE' });
    expect(world.engine.instanceMap.get(workspaceId)?.status).toBe('Running');
    expect(world.volumes.content(userVolume(workspaceId))).toContain('a letter');
    expect(await kindsOf()).toEqual([]);
  });

  it('is the instance of a stopped WorkSpace, which its next start makes anew', async () => {
    const workspaceId = await available();
    await stop(workspaceId);
    await world.settled(workspaceId);
    await loseInstance(workspaceId);
    expect((await findMissing(world.deps))[0]?.mend).toBe('it is made anew at the next start');
    expect(await mendMissing(world.deps)).toEqual([]);
    await start(workspaceId);
    await world.settled(workspaceId);
    expect(await world.row(workspaceId)).toMatchObject({ state: 'AVAILABLE' });
    expect(await kindsOf()).toEqual([]);
  });

  it('is a volume, which is its administrator to bring back', async () => {
    const workspaceId = await available();
    await world.volumes.delete(userVolume(workspaceId));
    const [lost] = await findMissing(world.deps);
    expect(lost).toMatchObject({ kind: 'volume', name: userVolume(workspaceId) });
    expect(lost?.mend).toContain('no snapshot');
    await world.volumes.create(userVolume(workspaceId), { sizeGib: 50 });
    await requestSnapshot(world.deps, workspaceId);
    await world.settled(workspaceId);
    await world.volumes.delete(rootVolume(workspaceId));
    expect((await findMissing(world.deps)).map(({ mend }) => mend)).toEqual([
      expect.stringContaining(`aws workspaces restore-workspace --workspace-id ${workspaceId}`),
    ]);
    expect(await mendMissing(world.deps)).toEqual([]);
  });

  it('is half of a snapshot, which is given up', async () => {
    const workspaceId = await available();
    await insertSnapshot(world.database, workspaceId, { snapshotId: 'snap-0', takenAt: testClock.now() });
    const half = snapshotVolume(userVolume(workspaceId), 'snap-0');
    await world.volumes.copy(userVolume(workspaceId), half);
    expect(await kindsOf()).toEqual(['snapshot snap-0']);
    expect(await mendMissing(world.deps)).toHaveLength(1);
    expect(await listSnapshots(world.database, workspaceId)).toEqual([]);
    expect(world.volumes.volumes.has(half)).toBe(false);
    expect(await kindsOf()).toEqual([]);
  });

  it('is an address or a machine account, each with the way back', async () => {
    const workspaceId = await available();
    const computerName = (await world.row(workspaceId))?.computer_name ?? '';
    await world.directories.deleteMachineAccount(world.directoryId, computerName);
    await inTransaction(world.database, (transaction) => releaseInterface(transaction, workspaceId));
    const missing = await findMissing(world.deps);
    expect(missing.map(({ kind }) => kind)).toEqual(['address', 'machine account']);
    for (const { mend } of missing) expect(mend).toContain(`alcove snapshot ${workspaceId}, then aws`);
    expect(await mendMissing(world.deps)).toEqual([]);
  });
});

describe('leftovers', () => {
  it('are addresses and machine accounts, too', async () => {
    const workspaceId = await available();
    await world.deps.directories.ensureMachineAccount(world.directoryId, 'WSAMZN-00000000');
    await world.deps.directories.ensureMachineAccount(world.directoryId, 'PRINTER');
    await inTransaction(world.database, (transaction) =>
      allocateManagementAddress(transaction, {
        ownerId: 'ws-000000000',
        cidrBlock: world.deps.managementCidr,
      }),
    );
    expect(await removeLeftovers(world.deps)).toEqual([
      { kind: 'address', name: 'ws-000000000' },
      { kind: 'machine account', name: 'WSAMZN-00000000', directoryId: world.directoryId },
    ]);
    expect(await findLeftovers(world.deps)).toEqual([]);
    // Computers that somebody else made members are not ours to remove.
    expect(world.directories.computers.has('PRINTER')).toBe(true);
    expect(
      await world.remains(workspaceId, (await world.row(workspaceId))?.computer_name ?? ''),
    ).toHaveLength(6);
  });

  it('are not what a run is working on', async () => {
    const workspaceId = await available();
    await world.volumes.copy(userVolume(workspaceId), snapshotVolume(userVolume(workspaceId), 'snap-1'));
    expect(await findLeftovers(world.deps)).toHaveLength(1);
    await openRun(workspaceId);
    expect(await findLeftovers(world.deps)).toEqual([]);
  });
});
