import type { Clock } from '../base/clock.ts';

/** How often a caller may call an operation. */
export interface ThrottleLimits {
  /** Calls that come in again each second; 0 lets everything through. */
  readonly ratePerSecond: number;
  /** Calls that may come at once after a pause. */
  readonly burst: number;
}

/** Whether a call may go on; each that may counts. */
export type Throttle = (bucket: string) => boolean;

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Beyond so many, full buckets are forgotten, and then the oldest: an attacker cannot fill the memory. */
const BUCKETS_MAX = 10_000;

/**
 * A token bucket for each name. It begins full, loses a token with each call that goes on, and gets
 * `ratePerSecond` of them back until it is full.
 * Source of the default: administration guide, "I receive ThrottlingException errors to some of my API calls".
 */
export function createThrottle(
  { ratePerSecond, burst }: ThrottleLimits,
  clock: Clock,
  bucketsMax = BUCKETS_MAX,
): Throttle {
  if (ratePerSecond === 0) return () => true;
  const buckets = new Map<string, Bucket>();
  const tokensAt = ({ tokens, filledAtMs }: Bucket, nowMs: number) =>
    // A clock that was set back takes nothing away.
    Math.min(burst, tokens + (Math.max(0, nowMs - filledAtMs) / 1000) * ratePerSecond);
  const makeRoom = (nowMs: number) => {
    for (const [name, bucket] of buckets) if (tokensAt(bucket, nowMs) >= burst) buckets.delete(name);
    for (const name of buckets.keys()) {
      if (buckets.size < bucketsMax) return;
      buckets.delete(name);
    }
  };
  return (name) => {
    const nowMs = clock.now().getTime();
    const bucket = buckets.get(name);
    const tokens = bucket ? tokensAt(bucket, nowMs) : burst;
    if (tokens < 1) return false;
    // Put anew at the end: the first of the map is the one that was used longest ago.
    if (bucket) buckets.delete(name);
    else if (buckets.size >= bucketsMax) makeRoom(nowMs);
    buckets.set(name, { tokens: tokens - 1, filledAtMs: nowMs });
    return true;
  };
}
