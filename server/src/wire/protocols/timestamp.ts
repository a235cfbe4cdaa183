import type { TimestampFormat } from '../shapes.ts';

const DATE_TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
/** The largest instant that JavaScript's dates hold. */
const SECONDS_MAX = 8_640_000_000_000;

/** @returns undefined when the value is no instant in that format */
export function parseTimestamp(value: string | number, format: TimestampFormat): Date | undefined {
  if (format === 'epoch-seconds') {
    const seconds = typeof value === 'number' ? value : Number.NaN;
    return Math.abs(seconds) <= SECONDS_MAX ? new Date(seconds * 1000) : undefined;
  }
  if (typeof value !== 'string' || (format === 'date-time' && !DATE_TIME.test(value))) return undefined;
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

export function formatTimestamp(value: Date, format: TimestampFormat): string | number {
  switch (format) {
    case 'epoch-seconds':
      return value.getTime() / 1000;
    case 'date-time':
      return value.toISOString();
    case 'http-date':
      return value.toUTCString();
  }
}
