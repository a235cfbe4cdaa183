import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory for the test that runs, gone when it has ended. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'alcove-unit-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
