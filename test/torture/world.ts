import { openSync, readFileSync, writeSync } from 'node:fs';

/** The world outside the database: a file to which every effect is appended, and which survives every kill. */
export interface WorldEvent {
  event: 'begin' | 'end' | 'fail';
  runId: string;
  key: string;
  step: string;
  undo: boolean;
  idempotencyKey: string;
  /** What the step was told. */
  mayHaveHappened: boolean;
  pid: number;
  /** Milliseconds since the epoch. */
  at: number;
}

export class World {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  /** One write with O_APPEND: lines of several processes do not mix, and none is lost with its process. */
  record(event: Omit<WorldEvent, 'pid' | 'at'>): void {
    writeSync(this.#file, `${JSON.stringify({ ...event, pid: process.pid, at: Date.now() })}\n`);
  }
}

export function readWorld(path: string): WorldEvent[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as WorldEvent);
}
