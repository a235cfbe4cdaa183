import { describe, expect, it } from 'vitest';
import { airportCodes } from './airportCodes.ts';
import { isMaintenanceDue, type MaintenanceFacts, ownDay } from './maintenance.ts';
import { zoneOfRegion } from './regionZones.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const stopped: MaintenanceFacts = {
  ...{ workspaceId: 'ws-1a2b3c4d5', region: 'eu-central-1', state: 'STOPPED', runningMode: 'AUTO_STOP' },
  ...{ isConnected: false, isBeingModified: false, lastUserConnectionAt: null, maintenanceMode: true },
  ...{ createdAt: new Date('2026-01-01T12:00:00Z'), maintainedAt: null },
};
const running: MaintenanceFacts = { ...stopped, state: 'AVAILABLE', runningMode: 'ALWAYS_ON' };

/** The instants from `since` on, one each quarter of an hour, at which maintenance would begin. */
function dueTimes(facts: MaintenanceFacts, since: string, days: number, zone = 'Europe/Berlin'): Date[] {
  const start = Date.parse(since);
  return Array.from(
    { length: (days * DAY) / (15 * MINUTE) },
    (_, index) => new Date(start + index * 15 * MINUTE),
  ).filter((now) => isMaintenanceDue(facts, zone, now));
}
const iso = (instant: Date | undefined) => instant?.toISOString().slice(0, 16);
/** Ids whose own minute is one of the first in the night. */
const early = Array.from({ length: 2000 }, (_, index) => `ws-${String(index).padStart(9, '0')}`).filter(
  (workspaceId) =>
    isMaintenanceDue({ ...running, workspaceId }, 'Europe/Berlin', new Date('2026-11-21T23:01:00Z')),
);
const first = early[0] ?? '';

describe('an ALWAYS_ON WorkSpace', () => {
  it('is maintained on Sunday from 00:00 to 04:00, local time', () => {
    const times = dueTimes({ ...running, workspaceId: first }, '2026-11-16T00:00:00Z', 7);
    // Berlin is one hour ahead in winter; the earliest of all begins within the first quarter of an hour.
    expect(Date.parse('2026-11-21T23:15:00Z')).toBeGreaterThanOrEqual(times[0]?.getTime() ?? 0);
    expect(iso(times[0])).toMatch(/^2026-11-21T23:/);
    expect(iso(times.at(-1))).toBe('2026-11-22T02:45');
  });

  it('once a Sunday', () => {
    const [time] = dueTimes(running, '2026-11-16T00:00:00Z', 7);
    const maintained = { ...running, maintainedAt: time ?? null };
    expect(dueTimes(maintained, '2026-11-16T00:00:00Z', 7)).toEqual([]);
    expect(dueTimes(maintained, '2026-11-23T00:00:00Z', 7)).not.toEqual([]);
  });

  it('has shorter and longer nights when clocks change', () => {
    const facts = { ...running, workspaceId: first };
    const night = (since: string) => {
      const times = dueTimes(facts, since, 1);
      return ((times.at(-1)?.getTime() ?? 0) + 15 * MINUTE - Date.parse(since)) / HOUR;
    };
    // Sunday's midnight in Berlin to the end of the night: 02:00 is left out in March, and comes twice in October.
    expect(night('2026-03-28T23:00:00Z')).toBe(3);
    expect(night('2026-10-24T22:00:00Z')).toBe(5);
    // In Beirut there is no midnight on that Sunday: the clock goes from 00:00 to 01:00.
    const beirut = dueTimes(facts, '2026-03-28T21:00:00Z', 1, 'Asia/Beirut');
    expect(iso(beirut[0])).toBe('2026-03-28T22:00');
    expect(iso(beirut.at(-1))).toBe('2026-03-29T00:45');
  });

  it('is left alone when it does not run, whatever the directory says of maintenance', () => {
    for (const state of ['STOPPED', 'ADMIN_MAINTENANCE', 'UNHEALTHY', 'ERROR', 'PENDING'] as const) {
      expect(dueTimes({ ...running, state }, '2026-11-16T00:00:00Z', 7)).toEqual([]);
    }
    expect(dueTimes({ ...running, maintenanceMode: false }, '2026-11-16T00:00:00Z', 7)).not.toEqual([]);
  });
});

describe('an AUTO_STOP WorkSpace', () => {
  // November's third Monday is the 16th.
  const window = '2026-11-15T23:00:00Z';

  it('is maintained in the two weeks from the third Monday on, from its own day on', () => {
    const times = dueTimes(stopped, '2026-11-02T00:00:00Z', 35);
    const own = Date.parse(window) + ownDay(stopped.workspaceId) * DAY;
    expect(times[0]?.getTime()).toBeGreaterThanOrEqual(own);
    expect(times[0]?.getTime()).toBeLessThan(own + 5 * HOUR);
    expect(times.at(-1)?.getTime()).toBe(Date.parse(window) + 13 * DAY + 5 * HOUR - 15 * MINUTE);
    for (const time of times) expect((time.getTime() - Date.parse(window)) % DAY).toBeLessThan(5 * HOUR);
  });

  it('once a month, also where the two weeks reach into the next', () => {
    const [time] = dueTimes(stopped, window, 14);
    expect(dueTimes({ ...stopped, maintainedAt: time ?? null }, '2026-11-01T00:00:00Z', 35)).toEqual([]);
    // December's third Monday is the 21st: its last day is the third of January.
    const late = { ...stopped, maintainedAt: time ?? null };
    expect(iso(dueTimes(late, '2026-12-01T00:00:00Z', 63).at(-1))).toBe('2027-01-31T03:45');
    expect(dueTimes(late, '2027-01-01T00:00:00Z', 3)).not.toEqual([]);
    expect(dueTimes(late, '2027-01-04T00:00:00Z', 13)).toEqual([]);
  });

  it('runs or is stopped', () => {
    expect(dueTimes({ ...stopped, state: 'AVAILABLE' }, window, 14)).not.toEqual([]);
    for (const state of ['ADMIN_MAINTENANCE', 'UNHEALTHY', 'STOPPING', 'MAINTENANCE', 'SUSPENDED'] as const) {
      expect(dueTimes({ ...stopped, state }, window, 14)).toEqual([]);
    }
  });

  it('is left alone where the directory has maintenance mode turned off', () => {
    expect(dueTimes({ ...stopped, maintenanceMode: false }, window, 14)).toEqual([]);
  });

  it('goes by the time of its Region, not of the desktops', () => {
    const facts = { ...stopped, region: 'ap-northeast-1' };
    const times = dueTimes(facts, '2026-11-15T00:00:00Z', 16, 'America/New_York');
    expect(iso(times.at(-1))).toBe('2026-11-28T19:45');
  });

  it('which is new needs nothing in the window that it was made in', () => {
    const createdAt = new Date('2026-11-18T12:00:00Z');
    expect(dueTimes({ ...stopped, createdAt }, window, 14)).toEqual([]);
  });
});

describe('a MANUAL WorkSpace', () => {
  it('is never touched', () => {
    for (const state of ['AVAILABLE', 'STOPPED'] as const) {
      expect(dueTimes({ ...stopped, state, runningMode: 'MANUAL' }, '2026-11-01T00:00:00Z', 35)).toEqual([]);
    }
  });
});

describe('a user', () => {
  it('is not interrupted, and may come back within a quarter of an hour', () => {
    expect(dueTimes({ ...running, isConnected: true }, '2026-11-16T00:00:00Z', 7)).toEqual([]);
    expect(dueTimes({ ...running, isBeingModified: true }, '2026-11-16T00:00:00Z', 7)).toEqual([]);
    const now = new Date('2026-11-22T02:30:00Z');
    const gone = (minutes: number) =>
      isMaintenanceDue(
        { ...running, lastUserConnectionAt: new Date(now.getTime() - minutes * MINUTE) },
        'Europe/Berlin',
        now,
      );
    expect([gone(1), gone(14), gone(15)]).toEqual([false, false, true]);
  });
});

describe('WorkSpaces', () => {
  const ids = Array.from({ length: 1400 }, (_, index) => `ws-${String(index).padStart(9, '0')}`);

  it('are spread over the days', () => {
    const days = Map.groupBy(ids, ownDay);
    expect(days.size).toBe(14);
    for (const those of days.values()) expect(those.length).toBeGreaterThan(60);
  });

  it('are spread over the night', () => {
    const due = (time: string) =>
      ids.filter((workspaceId) => isMaintenanceDue({ ...running, workspaceId }, 'Etc/UTC', new Date(time)))
        .length;
    expect(due('2026-11-22T00:30:00Z')).toBeLessThan(350);
    expect(due('2026-11-22T01:30:00Z')).toBeGreaterThan(500);
    expect(due('2026-11-22T03:00:00Z')).toBe(1400);
  });
});

describe('the zones of Regions', () => {
  it('are known for every Region, and exist', () => {
    for (const region of Object.keys(airportCodes)) {
      const zone = zoneOfRegion(region);
      expect(zone).not.toBe('Etc/UTC');
      expect(() => new Intl.DateTimeFormat('en-US', { timeZone: zone })).not.toThrow();
    }
    expect(zoneOfRegion('xx-nowhere-1')).toBe('Etc/UTC');
  });
});
