import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../test/support/installation.ts';

/** What every page of results says of where and when it was measured. */
export interface Occasion {
  /** Such as 2026-11-21. */
  date: string;
  machine: string;
}

/** Writes a dated page to bench/results and shows it. */
export function writePage(name: string, render: (occasion: Occasion) => string): void {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const page = render({ date, machine });
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  writeFileSync(join(root, 'bench', 'results', `${date}-${name}.md`), page);
  process.stdout.write(page);
}
