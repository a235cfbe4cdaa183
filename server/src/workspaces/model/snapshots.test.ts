import { describe, expect, it } from 'vitest';
import {
  isHealthy,
  isSnapshotDue,
  outdatedSnapshots,
  type SnapshotFacts,
  snapshotSlot,
} from './snapshots.ts';
import { workspaceStates } from './states.ts';
import { keptVolume, rootVolume, snapshotOfVolume, snapshotVolume, userVolume } from './volumeNames.ts';

const HOUR_MS = 3_600_000;
const noon = new Date('2026-11-21T12:00:00Z');
const hoursLater = (hours: number) => new Date(noon.getTime() + hours * HOUR_MS);

const running: SnapshotFacts = {
  ...{ state: 'AVAILABLE', recovering: false, latestTakenAt: undefined, ranUntil: undefined },
};

describe('a snapshot is due', () => {
  it('at once for a WorkSpace that has none', () => {
    expect(isSnapshotDue(running, noon)).toBe(true);
  });

  it('twelve hours after the latest', () => {
    const facts = { ...running, latestTakenAt: noon };
    expect(isSnapshotDue(facts, hoursLater(0))).toBe(false);
    expect(isSnapshotDue(facts, new Date(hoursLater(12).getTime() - 1))).toBe(false);
    expect(isSnapshotDue(facts, hoursLater(12))).toBe(true);
  });

  it('for a stopped WorkSpace only where it ran since the latest', () => {
    const stopped: SnapshotFacts = { ...running, state: 'STOPPED', latestTakenAt: noon };
    expect(isSnapshotDue(stopped, hoursLater(24))).toBe(false);
    expect(isSnapshotDue({ ...stopped, ranUntil: hoursLater(-1) }, hoursLater(24))).toBe(false);
    expect(isSnapshotDue({ ...stopped, ranUntil: hoursLater(3) }, hoursLater(11))).toBe(false);
    expect(isSnapshotDue({ ...stopped, ranUntil: hoursLater(3) }, hoursLater(12))).toBe(true);
    expect(isSnapshotDue({ ...stopped, latestTakenAt: undefined }, noon)).toBe(true);
  });

  it('never for one that is not healthy', () => {
    for (const state of workspaceStates) {
      expect([state, isSnapshotDue({ ...running, state }, noon)]).toEqual([
        state,
        state === 'AVAILABLE' || state === 'STOPPED',
      ]);
    }
    expect(isHealthy({ state: 'AVAILABLE', recovering: true })).toBe(false);
  });

  it('and asked for once in ten minutes', () => {
    expect(snapshotSlot('ws-1', noon)).toBe(snapshotSlot('ws-1', hoursLater(0.16)));
    expect(snapshotSlot('ws-1', noon)).not.toBe(snapshotSlot('ws-1', hoursLater(0.17)));
    expect(snapshotSlot('ws-1', noon)).not.toBe(snapshotSlot('ws-2', noon));
  });
});

describe('outdated snapshots', () => {
  it('are all but the latest and the one before', () => {
    const snapshots = [3, 1, 4, 2].map((hours) => ({ takenAt: hoursLater(hours) }));
    expect(outdatedSnapshots(snapshots)).toEqual([{ takenAt: hoursLater(2) }, { takenAt: hoursLater(1) }]);
    expect(outdatedSnapshots(snapshots.slice(0, 2))).toEqual([]);
  });
});

describe("a snapshot's volumes", () => {
  it('are told by their names', () => {
    for (const volume of [rootVolume('ws-1'), userVolume('ws-1')]) {
      expect(snapshotOfVolume('ws-1', snapshotVolume(volume, 'snap-0a'))).toBe('snap-0a');
      expect(snapshotOfVolume('ws-2', snapshotVolume(volume, 'snap-0a'))).toBeUndefined();
      expect(snapshotOfVolume('ws-1', volume)).toBeUndefined();
      expect(snapshotOfVolume('ws-1', keptVolume(volume))).toBeUndefined();
    }
  });
});
