import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { FatalStepError } from '../../workflows/workflow.ts';
import { SNAPSHOT_INTERVAL_MS, SNAPSHOT_RETRY_MS } from '../model/snapshots.ts';
import { rootVolume, snapshotOfVolume, snapshotVolume, userVolume } from '../model/volumeNames.ts';
import { DescribeWorkspaceSnapshots } from '../operations/DescribeWorkspaceSnapshots.ts';
import { listSnapshots } from '../store/snapshots.ts';
import { changeState } from '../store/workspaces.ts';
import { testClock, testContext } from '../testing.ts';
import { requestSnapshot, takeDueSnapshots } from './snapshotSchedule.ts';
import { boundariesOf, Crashes } from './testing/crashes.ts';
import { World } from './testing/world.ts';

let world: World;
const crashes = new Crashes(() => world);
/** Where somebody cancels the runs about a WorkSpace. */
const cancellations = new Map<string, string>();

beforeEach(async () => {
  world = await World.create();
  await world.startWorker(async (boundary) => {
    const key = await world.keyOf(boundary.runId);
    if (!boundary.undo && cancellations.get(key) === `${boundary.step} ${boundary.phase}`) {
      cancellations.delete(key);
      await inTransaction(world.database, (transaction) => world.deps.queue.cancel(transaction, key));
    }
    await crashes.onBoundary(boundary);
  });
});
afterEach(() => world.close());

async function available(): Promise<string> {
  const workspaceId = await world.create();
  await world.settled(workspaceId);
  return workspaceId;
}

const last = async (workspaceId: string) => (await world.settled(workspaceId)).at(-1);
const listed = async (workspaceId: string) =>
  (await listSnapshots(world.database, workspaceId)).map(({ snapshotId }) => snapshotId);

/** The snapshots that have copies, and which. */
function copies(workspaceId: string): string[] {
  return [...world.volumes.volumes.keys()]
    .filter((name) => snapshotOfVolume(workspaceId, name) !== undefined)
    .toSorted();
}

/** What has to be there for the listed snapshots, and nothing else. */
async function copiesOfListed(workspaceId: string): Promise<string[]> {
  const volumes = [rootVolume(workspaceId), userVolume(workspaceId)];
  return (await listed(workspaceId))
    .flatMap((snapshotId) => volumes.map((volume) => snapshotVolume(volume, snapshotId)))
    .toSorted();
}

describe('snapshots', () => {
  it('are taken soon after a WorkSpace is there, and every twelve hours', async () => {
    const workspaceId = await available();
    expect(await takeDueSnapshots(world.deps)).toEqual([workspaceId]);
    expect(await last(workspaceId)).toBe('takeSnapshot succeeded');
    const first = testClock.now();
    expect(await takeDueSnapshots(world.deps)).toEqual([]);
    testClock.advance(SNAPSHOT_INTERVAL_MS - 1);
    expect(await takeDueSnapshots(world.deps)).toEqual([]);
    testClock.advance(1);
    expect(await takeDueSnapshots(world.deps)).toEqual([workspaceId]);
    await world.settled(workspaceId);
    const times = [{ SnapshotTime: testClock.now() }, { SnapshotTime: first }];
    expect(
      await DescribeWorkspaceSnapshots(testContext, { WorkspaceId: workspaceId }, world.operationDeps),
    ).toEqual({ RebuildSnapshots: times, RestoreSnapshots: times });
  });

  it('hold both volumes as they were, and the desktop goes on', async () => {
    const workspaceId = await available();
    const { pid } = world.engine.instanceMap.get(workspaceId) ?? {};
    world.volumes.write(userVolume(workspaceId), 'letter');
    world.volumes.write(rootVolume(workspaceId), 'program');
    await requestSnapshot(world.deps, workspaceId);
    await world.settled(workspaceId);
    world.volumes.write(userVolume(workspaceId), 'later');
    const [snapshotId = ''] = await listed(workspaceId);
    expect(world.volumes.content(snapshotVolume(userVolume(workspaceId), snapshotId))).toEqual(['letter']);
    expect(world.volumes.content(snapshotVolume(rootVolume(workspaceId), snapshotId))).toContain('program');
    expect(world.engine.instanceMap.get(workspaceId)).toMatchObject({ status: 'Running', pid });
    expect((await world.row(workspaceId))?.state).toBe('AVAILABLE');
  });

  it('are asked for once at a time', async () => {
    const workspaceId = await available();
    await Promise.all([takeDueSnapshots(world.deps), takeDueSnapshots(world.deps)]);
    await world.settled(workspaceId);
    expect(await listed(workspaceId)).toHaveLength(1);
  });

  it('are kept for as long as they are the latest or the one before', async () => {
    const workspaceId = await available();
    const taken: string[] = [];
    for (let index = 0; index < 4; index++) {
      testClock.advance(SNAPSHOT_INTERVAL_MS);
      await takeDueSnapshots(world.deps);
      await world.settled(workspaceId);
      taken.unshift((await listed(workspaceId))[0] ?? '');
    }
    expect(await listed(workspaceId)).toEqual(taken.slice(0, 2));
    expect(copies(workspaceId)).toEqual(await copiesOfListed(workspaceId));
  });

  it('are not taken of a WorkSpace that is not healthy', async () => {
    const workspaceId = await available();
    await inTransaction(world.database, (transaction) =>
      changeState(transaction, workspaceId, 'healthLost', { at: testClock.now() }),
    );
    expect(await takeDueSnapshots(world.deps)).toEqual([]);
    await requestSnapshot(world.deps, workspaceId);
    expect(await last(workspaceId)).toBe('takeSnapshot succeeded');
    expect(await listed(workspaceId)).toEqual([]);
    expect(copies(workspaceId)).toEqual([]);
  });

  it('leave nothing behind when they fail, and are tried again later', async () => {
    const workspaceId = await available();
    world.faults.plan('copyVolume', 'after', new FatalStepError('no space left on device'));
    await takeDueSnapshots(world.deps);
    expect(await last(workspaceId)).toBe('takeSnapshot failed');
    expect([await listed(workspaceId), copies(workspaceId)]).toEqual([[], []]);
    await takeDueSnapshots(world.deps);
    expect(await last(workspaceId)).toBe('takeSnapshot failed');
    testClock.advance(SNAPSHOT_RETRY_MS);
    await takeDueSnapshots(world.deps);
    expect(await last(workspaceId)).toBe('takeSnapshot succeeded');
  });

  it('do not last beyond their WorkSpace', async () => {
    const workspaceId = await available();
    const computerName = (await world.row(workspaceId))?.computer_name ?? '';
    await requestSnapshot(world.deps, workspaceId);
    await world.settled(workspaceId);
    await world.terminate(workspaceId);
    expect(await last(workspaceId)).toBe('terminate succeeded');
    expect(await world.remains(workspaceId, computerName)).toEqual([]);
  });

  it('are whole when a worker dies at any boundary', async () => {
    for (const boundary of boundariesOf(['due', 'copies', 'listed', 'outdated'])) {
      const workspaceId = await available();
      for (let index = 0; index < 2; index++) {
        testClock.advance(SNAPSHOT_INTERVAL_MS);
        await requestSnapshot(world.deps, workspaceId);
        await world.settled(workspaceId);
      }
      const before = await listed(workspaceId);
      testClock.advance(SNAPSHOT_INTERVAL_MS);
      crashes.plan(workspaceId, boundary);
      await requestSnapshot(world.deps, workspaceId);
      expect(await last(workspaceId), boundary).toBe('takeSnapshot succeeded');
      expect((await listed(workspaceId)).slice(1), boundary).toEqual(before.slice(0, 1));
      expect(copies(workspaceId), boundary).toEqual(await copiesOfListed(workspaceId));
    }
    expect(crashes.isSpent).toBe(true);
  }, 180_000);

  it('are whole when they are cancelled at any boundary', async () => {
    for (const boundary of [
      'copies before',
      'copies after',
      'listed before',
      'outdated before',
      'outdated after',
    ]) {
      const workspaceId = await available();
      for (let index = 0; index < 2; index++) {
        testClock.advance(SNAPSHOT_INTERVAL_MS);
        await requestSnapshot(world.deps, workspaceId);
        await world.settled(workspaceId);
      }
      testClock.advance(SNAPSHOT_INTERVAL_MS);
      cancellations.set(workspaceId, boundary);
      await requestSnapshot(world.deps, workspaceId);
      await world.settled(workspaceId);
      expect(await listed(workspaceId), boundary).toHaveLength(2);
      expect(copies(workspaceId), boundary).toEqual(await copiesOfListed(workspaceId));
    }
    expect(cancellations.size).toBe(0);
  }, 180_000);
});
