import { createHash } from 'node:crypto';

const LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * The token with which a caller asks for the next page: where the last one ended, bound to the list it belongs to.
 * @param list names the list and all that selects from it, such as operation, account and filters
 * @param after the key of the last item that was given out
 */
export function writePageToken(list: string, after: string, now: Date): string {
  const issuedMs = now.getTime();
  return Buffer.from(JSON.stringify([issuedMs, after, digest(list, issuedMs, after)])).toString('base64url');
}

/**
 * @param now tokens are valid for a day
 * @returns the key after which the page begins; undefined for a token that is no token of this list, or too old
 */
export function readPageToken(list: string, token: string, now: Date): string | undefined {
  const content = parse(token);
  if (!Array.isArray(content)) return undefined;
  const [issuedMs, after, check] = content as unknown[];
  if (typeof issuedMs !== 'number' || typeof after !== 'string') return undefined;
  if (check !== digest(list, issuedMs, after)) return undefined;
  return now.getTime() - issuedMs <= LIFETIME_MS ? after : undefined;
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Not a secret: it finds tokens that were cut, mixed up or made up, and a position gives nobody any right. */
function digest(...parts: (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}
