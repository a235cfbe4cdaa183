import { createHash } from 'node:crypto';
import { zoneOfRegion } from './regionZones.ts';
import type { RunningMode } from './runningModes.ts';
import type { WorkspaceState } from './states.ts';

/** What decides whether a WorkSpace is maintained now. */
export interface MaintenanceFacts {
  workspaceId: string;
  region: string;
  state: WorkspaceState;
  runningMode: RunningMode;
  isConnected: boolean;
  isBeingModified: boolean;
  lastUserConnectionAt: Date | null;
  createdAt: Date;
  maintainedAt: Date | null;
  /** The directory's EnableMaintenanceMode. */
  maintenanceMode: boolean;
}

/** The guide's chapter "WorkSpace Maintenance": from midnight on, local time. */
const ALWAYS_ON_HOURS = 4;
const AUTO_STOP_HOURS = 5;
const AUTO_STOP_DAYS = 14;
/** The last hour is left for those who take long: none begins in it. */
const HOURS_LEFT_FREE = 1;

/** Who has just gone may be about to come back. */
const QUIET_MS = 15 * 60_000;

const MINUTES_PER_HOUR = 60;
const MS_PER_DAY = 86_400_000;

/**
 * Whether a WorkSpace's maintenance is to begin now.
 *
 * ALWAYS_ON: on Sunday from 00:00 to 04:00 in the time zone of the desktops. AUTO_STOP: once in the two weeks from the
 * third Monday of the month on, from 00:00 to 05:00 in the time zone of the Region, on a day of its own; a night that
 * it misses, because somebody worked or the host was off, is made up for in the next. MANUAL: never, since such a
 * WorkSpace is started and stopped by its administrator alone.
 *
 * Within a night each has its own minute, so that they do not all load the host and the mirrors at once. Nobody is
 * interrupted: while a user is connected, or was a quarter of an hour ago, it waits.
 */
export function isMaintenanceDue(facts: MaintenanceFacts, desktopZone: string, now: Date): boolean {
  if (!isIdle(facts, now)) return false;
  if (facts.runningMode === 'ALWAYS_ON')
    return facts.state === 'AVAILABLE' && isSundayDue(facts, desktopZone, now);
  if (facts.runningMode !== 'AUTO_STOP' || !facts.maintenanceMode) return false;
  return ['AVAILABLE', 'STOPPED'].includes(facts.state) && isMonthDue(facts, now);
}

function isIdle(
  { isConnected, isBeingModified, lastUserConnectionAt }: MaintenanceFacts,
  now: Date,
): boolean {
  if (isConnected || isBeingModified) return false;
  return lastUserConnectionAt === null || now.getTime() - lastUserConnectionAt.getTime() >= QUIET_MS;
}

function isSundayDue(facts: MaintenanceFacts, zone: string, now: Date): boolean {
  const local = localTime(now, zone);
  if (weekday(local.day) !== SUNDAY) return false;
  return (
    isMinuteReached(facts.workspaceId, local.minute, ALWAYS_ON_HOURS) && lastCare(facts, zone) < local.day
  );
}

function isMonthDue(facts: MaintenanceFacts, now: Date): boolean {
  const zone = zoneOfRegion(facts.region);
  const local = localTime(now, zone);
  const opening = lastOpening(local.day);
  const dayOfWindow = local.day - opening;
  if (dayOfWindow >= AUTO_STOP_DAYS || dayOfWindow < ownDay(facts.workspaceId)) return false;
  return isMinuteReached(facts.workspaceId, local.minute, AUTO_STOP_HOURS) && lastCare(facts, zone) < opening;
}

/** The local day on which the WorkSpace was last maintained, or made. */
function lastCare({ maintainedAt, createdAt }: MaintenanceFacts, zone: string): number {
  return localTime(maintainedAt ?? createdAt, zone).day;
}

function isMinuteReached(workspaceId: string, minute: number, hours: number): boolean {
  const begin = portion(workspaceId, 'minute', (hours - HOURS_LEFT_FREE) * MINUTES_PER_HOUR);
  return minute >= begin && minute < hours * MINUTES_PER_HOUR;
}

/** The day of the two weeks, from 0, that a WorkSpace is maintained on; always the same. */
export function ownDay(workspaceId: string): number {
  return portion(workspaceId, 'day', AUTO_STOP_DAYS);
}

/** A number from 0 up to `count` that the id decides, evenly spread. */
function portion(workspaceId: string, purpose: string, count: number): number {
  return createHash('sha256').update(`${purpose}/${workspaceId}`).digest().readUInt32BE(0) % count;
}

const SUNDAY = 0;
const MONDAY = 1;

/** Day 0, the first of 1970, was a Thursday. */
const weekday = (day: number) => (day + 4) % 7;

/** The third Monday of this month, or of the one before where that is still to come. */
function lastOpening(day: number): number {
  const date = new Date(day * MS_PER_DAY);
  const opening = thirdMonday(date.getUTCFullYear(), date.getUTCMonth());
  return opening <= day ? opening : thirdMonday(date.getUTCFullYear(), date.getUTCMonth() - 1);
}

function thirdMonday(year: number, month: number): number {
  const first = Date.UTC(year, month, 1) / MS_PER_DAY;
  return first + ((MONDAY - weekday(first) + 7) % 7) + 14;
}

/** What calendar and clock on the wall show: the number of the day since 1970, and the minute in it. */
interface LocalTime {
  day: number;
  minute: number;
}

function localTime(instant: Date, zone: string): LocalTime {
  const parts = new Map(
    formatIn(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    day: Date.UTC(part('year'), part('month') - 1, part('day')) / MS_PER_DAY,
    minute: part('hour') * MINUTES_PER_HOUR + part('minute'),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  formats.set(timeZone, format);
  return format;
}
