import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../base/clock.ts';
import { type Idleness, isToStop } from './autoStop.ts';
import { workspaceStates } from './states.ts';

const MINUTE_MS = 60_000;
const noon = new Date('2026-11-21T12:00:00Z');
const minutesAfter = (minutes: number) => new Date(noon.getTime() + minutes * MINUTE_MS);

const idle: Idleness = {
  state: 'AVAILABLE',
  runningMode: 'AUTO_STOP',
  autoStopTimeoutMinutes: 60,
  isConnected: false,
  isBeingModified: false,
  idleSince: [noon, null],
};

/** After how many minutes from noon the WorkSpace is to stop; undefined when it never is. */
function stopsAfter(differences: Partial<Idleness>): number | undefined {
  const clock = new ManualClock(noon);
  for (let minutes = 0; minutes <= 600; minutes++) {
    if (isToStop({ ...idle, ...differences }, clock.now())) return minutes;
    clock.advance(MINUTE_MS);
  }
  return undefined;
}

describe('AutoStop', () => {
  it('waits for the whole timeout', () => {
    expect(stopsAfter({})).toBe(60);
    expect(stopsAfter({ autoStopTimeoutMinutes: 120 })).toBe(120);
    const justBefore = new Date(minutesAfter(60).getTime() - 1);
    expect(isToStop(idle, justBefore)).toBe(false);
  });

  it('counts from the latest of start, creation and disconnection', () => {
    expect(stopsAfter({ idleSince: [noon, minutesAfter(30), minutesAfter(10)] })).toBe(90);
    expect(stopsAfter({ idleSince: [minutesAfter(45), null, noon] })).toBe(105);
    expect(stopsAfter({ idleSince: [null, null] })).toBeUndefined();
  });

  it('leaves alone who is connected, modified, or in another mode', () => {
    expect(stopsAfter({ isConnected: true })).toBeUndefined();
    expect(stopsAfter({ isBeingModified: true })).toBeUndefined();
    expect(stopsAfter({ runningMode: 'ALWAYS_ON', autoStopTimeoutMinutes: null })).toBeUndefined();
    expect(stopsAfter({ runningMode: 'MANUAL', autoStopTimeoutMinutes: null })).toBeUndefined();
  });

  it.each(workspaceStates.filter((state) => state !== 'AVAILABLE'))('leaves alone what is %s', (state) => {
    expect(stopsAfter({ state })).toBeUndefined();
  });
});
