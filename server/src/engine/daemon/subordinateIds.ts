import { appendFile, readFile } from 'node:fs/promises';
import { EngineError } from '../engine.ts';

/** Samba maps identifiers from 3,000,000 on; containers of domain controllers need that many and some more. */
const IDS_MIN = 3_100_000;
const IDS_WANTED = 1_000_000_000;
/** The first identifier that we would take: beyond those of users and of other containers' customary ranges. */
const FIRST_ID = 1_000_000;

const FILES = ['/etc/subuid', '/etc/subgid'] as const;

interface Range {
  owner: string;
  first: number;
  count: number;
}

/**
 * Gives root a range of subordinate user and group ids for unprivileged containers where it has none.
 * A range that exists is never changed: other containers of the host live in it.
 */
export async function ensureSubordinateIds(): Promise<void> {
  for (const file of FILES) {
    const line = missingLine(await readOrEmpty(file));
    if (line !== undefined) await appendFile(file, line);
  }
}

/** The user id of this host that unprivileged containers have for root: the first of root's range. */
export async function firstSubordinateId(): Promise<number> {
  const own = rangesOf(await readOrEmpty('/etc/subuid')).find((range) => range.owner === 'root');
  if (!own)
    throw new EngineError(
      'root has no subordinate ids: add a line "root:1000000:1000000000" to /etc/subuid and /etc/subgid.',
      501,
    );
  return own.first;
}

/** Whether root's first range, if there is any, is long enough. */
export async function rootHasEnough(): Promise<boolean> {
  const contents = await Promise.all(FILES.map(readOrEmpty));
  return contents.every((content) => {
    const own = rangesOf(content).find((range) => range.owner === 'root');
    return own === undefined || own.count >= IDS_MIN;
  });
}

/** The line that gives root a range beside all others; undefined where it has one. */
export function missingLine(content: string): string | undefined {
  const ranges = rangesOf(content);
  if (ranges.some((range) => range.owner === 'root')) return undefined;
  const first = Math.max(FIRST_ID, ...ranges.map((range) => range.first + range.count));
  const separator = content === '' || content.endsWith('\n') ? '' : '\n';
  return `${separator}root:${first}:${IDS_WANTED}\n`;
}

function rangesOf(content: string): Range[] {
  return content
    .split('\n')
    .map((line) => line.trim().split(':'))
    .filter((fields) => fields.length === 3)
    .map(([owner = '', first, count]) => ({ owner, first: Number(first), count: Number(count) }));
}

async function readOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
