import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Lets the kernel forward packets between the VPCs' uplinks and the links that lead out of the host, and none
 * else, where the host does not forward anyway. Remembers in a file what to take back.
 */
export class Forwarding {
  readonly #file: string;

  constructor(directory: string) {
    this.#file = join(directory, 'forwarding');
  }

  /** Turns it on for the links of the host's default routes. */
  async ensureOutward(): Promise<void> {
    for (const link of outwardLinks(await readFile('/proc/net/route', 'utf8'))) {
      if (await forwards(link)) continue;
      const changed = new Set(await this.#changed()).add(link);
      await writeFile(this.#file, [...changed].join('\n'));
      await setForwarding(link, true);
    }
  }

  /** Takes back what `ensureOutward` changed. */
  async restore(): Promise<void> {
    for (const link of await this.#changed()) await setForwarding(link, false);
    await rm(this.#file, { force: true });
  }

  async #changed(): Promise<string[]> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean);
  }
}

/** Lets packets that come in over this link of the host be forwarded, or not; a link that is gone counts as done. */
export async function setForwarding(link: string, on: boolean): Promise<void> {
  try {
    await writeFile(parameter(link), on ? '1' : '0');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** The links of default routes in the text of /proc/net/route. */
export function outwardLinks(table: string): string[] {
  const rows = table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  const outward = rows.filter((fields) => fields[1] === '00000000' && fields[7] === '00000000');
  return [...new Set(outward.flatMap((fields) => fields[0] ?? []))];
}

async function forwards(link: string): Promise<boolean> {
  return (await readFile(parameter(link), 'utf8')).trim() === '1';
}

function parameter(link: string): string {
  return `/proc/sys/net/ipv4/conf/${link}/forwarding`;
}
