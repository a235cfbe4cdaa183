import { type Database, tables } from '../../server/src/database/database.ts';
import type { WorkflowTables } from '../../server/src/workflows/tables.ts';
import type { Fleet, Freeze } from './fleet.ts';
import { failsForGood, isMoody, STEPS, STEPS_WITH_UNDO, type TortureInput } from './workflow.ts';
import type { WorldEvent } from './world.ts';

/** What came of it. */
export interface Verdict {
  violations: string[];
  /** Effects that happened more than once, which at-least-once allows. */
  duplicates: number;
  effects: number;
  /** From the kill of a worker to the beginning of the step that it was at, elsewhere. */
  takeoversMs: number[];
}

/** One effect: from its beginning to its end, or to when its process died or froze. */
interface Interval extends WorldEvent {
  until: number;
  /** Whether its process was frozen in the middle of it: what it does after the thaw is anybody's guess. */
  frozen: boolean;
  ended: boolean;
}

interface RunRow {
  id: string;
  key: string;
  status: string;
  cancel_requested: boolean;
  input: unknown;
  finished_at: Date | null;
}

interface TortureTables extends WorkflowTables {
  exactly_once: { run_id: string };
  failure_hook: { run_id: string; cancelled: boolean };
}

/**
 * A process may freeze between writing that a step begins and beginning it, and begins it when it is thawed; no fence
 * in the database can keep it from that. Only such a step may begin in a run that others have taken over.
 */
const THAW_MS = 200;

/** Holds what happened in the world against what the database says and the engine promises. */
export async function check(
  database: Database,
  events: readonly WorldEvent[],
  fleet: Fleet,
  acknowledged: ReadonlySet<string>,
): Promise<Verdict> {
  const db = tables<TortureTables>(database);
  const runs: RunRow[] = await db
    .selectFrom('workflows.run')
    .select(['id', 'key', 'status', 'cancel_requested', 'input', 'finished_at'])
    .orderBy('id')
    .execute();
  const once = Map.groupBy(await db.selectFrom('exactly_once').selectAll().execute(), (row) => row.run_id);
  const hooks = Map.groupBy(await db.selectFrom('failure_hook').selectAll().execute(), (row) => row.run_id);
  const all = intervals(events, fleet);
  const byRun = Map.groupBy(all, (interval) => interval.runId);

  const violations = [...fleet.unexpectedExits];
  const known = new Set(runs.map((run) => run.id));
  for (const id of acknowledged)
    if (!known.has(id)) violations.push(`run ${id} was acknowledged, and is gone`);
  for (const run of runs) {
    const said = (text: string) => violations.push(`run ${run.id} (${run.key}, ${run.status}): ${text}`);
    const own = byRun.get(run.id) ?? [];
    checkEnd(run, own, said);
    checkSteps(run, own, said);
    checkUndos(run, own, said);
    checkTold(own, said);
    const commits = once.get(run.id)?.length ?? 0;
    if (commits !== (run.status === 'succeeded' ? 1 : 0)) said(`its transaction committed ${commits} times`);
    const calls = hooks.get(run.id)?.length ?? 0;
    if (calls !== (run.status === 'succeeded' ? 0 : 1)) said(`its failure hook committed ${calls} times`);
  }
  violations.push(...overlaps(all), ...disorder(all));
  const ends = all.filter((interval) => interval.ended);
  const distinct = new Set(ends.map((end) => `${end.undo} ${end.idempotencyKey}`));
  return {
    violations,
    effects: ends.length,
    duplicates: ends.length - distinct.size,
    takeoversMs: takeovers(all, fleet),
  };
}

function checkEnd(run: RunRow, own: Interval[], said: (text: string) => void): void {
  const { n } = run.input as TortureInput;
  const expected = failsForGood(n) ? ['failed'] : isMoody(n) ? ['failed', 'succeeded'] : ['succeeded'];
  if (run.cancel_requested) expected.push('cancelled');
  if (!expected.includes(run.status)) said('it did not end as planned');
  for (const { step, at, frozen, pid } of own) {
    const lateMs = at - (run.finished_at?.getTime() ?? at);
    if (lateMs > 0 && !frozen) said(`${step} began ${lateMs} ms after its end (pid ${pid})`);
  }
}

/** Every step of a run that succeeded has happened, in order; and nothing of it was undone. */
function checkSteps(run: RunRow, own: Interval[], said: (text: string) => void): void {
  const forward = own.filter((interval) => !interval.undo && interval.ended);
  const firstEnds = STEPS.map((step) => forward.find((interval) => interval.step === step)?.until);
  if (run.status === 'succeeded') {
    for (const [index, step] of STEPS.entries()) if (!firstEnds[index]) said(`the step ${step} is lost`);
    if (own.some((interval) => interval.undo)) said('it succeeded, and something was undone');
  }
  const times = firstEnds.filter((time) => time !== undefined);
  if (times.some((time, index) => time < (times[index - 1] ?? 0))) said('its steps were out of order');
}

/** Everything that began in a run that did not succeed was undone after it, in reverse order. */
function checkUndos(run: RunRow, own: Interval[], said: (text: string) => void): void {
  if (run.status === 'succeeded') return;
  const undone: number[] = [];
  for (const step of STEPS_WITH_UNDO.toReversed()) {
    const begun = own.filter((interval) => !interval.undo && interval.step === step);
    const last = begun.filter((interval) => !interval.frozen).at(-1) ?? begun.at(-1);
    if (!last) continue;
    const undo = own.find((interval) => interval.undo && interval.step === step && interval.ended);
    if (!undo) said(`the undo of ${step} is lost`);
    else if (undo.at < last.at) said(`${step} began after it had been undone`);
    else undone.push(undo.until);
  }
  if (undone.some((time, index) => time < (undone[index - 1] ?? 0))) said('its undos were out of order');
}

/** Whoever repeats an effect was told that it may have happened, and by the same key. */
function checkTold(own: Interval[], said: (text: string) => void): void {
  for (const [name, attempts] of Map.groupBy(own, ({ step, undo }) => `${undo ? 'undo ' : ''}${step}`)) {
    if (new Set(attempts.map((attempt) => attempt.idempotencyKey)).size > 1)
      said(`${name} had two idempotency keys`);
    for (const attempt of attempts.slice(1)) {
      if (!attempt.mayHaveHappened && !attempt.frozen) said(`${name} was repeated without being told`);
    }
  }
}

/** Effects of one key that happened at once. */
function overlaps(all: readonly Interval[]): string[] {
  const found: string[] = [];
  for (const [key, own] of Map.groupBy(all, (interval) => interval.key)) {
    let previous: Interval | undefined;
    for (const interval of own) {
      if (previous && interval.at < previous.until && !interval.frozen) {
        found.push(
          `key ${key}: ${interval.step} of run ${interval.runId} (pid ${interval.pid}) began ` +
            `${previous.until - interval.at} ms before ${previous.step} of run ${previous.runId} ` +
            `(pid ${previous.pid}) was over`,
        );
      }
      if (!previous || interval.until > previous.until) previous = interval;
    }
  }
  return found;
}

/** Runs of one key that did something before an older one had ended. */
function disorder(all: readonly Interval[]): string[] {
  const found: string[] = [];
  for (const [key, own] of Map.groupBy(all, (interval) => interval.key)) {
    const order = own.filter((interval) => !interval.frozen).map((interval) => Number(interval.runId));
    if (order.some((id, index) => id < (order[index - 1] ?? 0))) found.push(`key ${key}: runs out of order`);
  }
  return found;
}

function takeovers(all: readonly Interval[], fleet: Fleet): number[] {
  return all.flatMap((interval) => {
    const killedAt = fleet.killedAt.get(interval.pid);
    if (interval.ended || killedAt === undefined || interval.until !== killedAt) return [];
    const again = all.find(
      (other) =>
        other.idempotencyKey === interval.idempotencyKey &&
        other.undo === interval.undo &&
        other.at >= killedAt,
    );
    return again ? [again.at - killedAt] : [];
  });
}

/** The effects in the order of their beginning. */
function intervals(events: readonly WorldEvent[], fleet: Fleet): Interval[] {
  const open = new Map<string, Interval[]>();
  const all: Interval[] = [];
  for (const event of events) {
    const identity = `${event.pid} ${event.undo} ${event.idempotencyKey}`;
    if (event.event === 'begin') {
      const interval = { ...event, until: Number.POSITIVE_INFINITY, frozen: false, ended: false };
      open.set(identity, [...(open.get(identity) ?? []), interval]);
      all.push(interval);
    } else {
      const interval = open.get(identity)?.shift();
      if (!interval) throw new Error(`an effect ended that had not begun: ${identity}`);
      interval.until = event.at;
      interval.ended = event.event === 'end';
    }
  }
  for (const interval of all) {
    interval.until = Math.min(interval.until, fleet.killedAt.get(interval.pid) ?? Number.POSITIVE_INFINITY);
  }
  for (const freeze of fleet.freezes) excuse(all, freeze);
  return all;
}

/** Marks what a freeze makes inevitable. */
function excuse(all: readonly Interval[], { pid, from, to }: Freeze): void {
  const own = all.filter((interval) => interval.pid === pid && interval.until > from);
  for (const steps of Map.groupBy(own, ({ runId }) => runId).values()) {
    const [first] = steps;
    if (!first || first.at > to + THAW_MS) continue;
    first.frozen = true;
    first.until = Math.max(first.at, from);
  }
}
