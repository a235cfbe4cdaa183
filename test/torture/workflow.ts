import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import {
  type AnyWorkflow,
  defineWorkflow,
  FatalStepError,
  type StepAttempt,
  type WorkflowContext,
  type WorkflowName,
} from '../../server/src/workflows/workflow.ts';
import type { World } from './world.ts';

export type TortureInput = { readonly n: number };

export const tortureName: WorkflowName<TortureInput> = { type: 'torture' };

/** The steps with an effect on the world, in their order. All but the last have an undo. */
export const STEPS = ['account', 'volumes', 'container', 'join', 'health'] as const;
export const STEPS_WITH_UNDO: readonly string[] = STEPS.slice(0, -1);

/** Every tenth run fails for good in its fourth step. */
export const failsForGood = (n: number) => n % 10 === 3;
/** These fail after their steps, or not, as the mood takes them: what one pass decided, a replay must keep to. */
export const isMoody = (n: number) => n % 10 === 7;
const failsOnce = (n: number) => n % 5 === 1;

export const TABLES = [
  'create table exactly_once (run_id bigint not null)',
  'create table failure_hook (run_id bigint not null, cancelled boolean not null)',
];

/** Like the provisioning of a desktop, only that its steps append to a file. */
export function tortureWorkflow(world: World, stepMs: number): AnyWorkflow {
  async function effect(
    context: WorkflowContext<TortureInput>,
    step: string,
    undo: boolean,
    attempt: StepAttempt,
    refuse?: Error,
  ): Promise<string> {
    const { idempotencyKey, mayHaveHappened } = attempt;
    const entry = { runId: context.runId, key: context.key, step, undo, idempotencyKey, mayHaveHappened };
    world.record({ event: 'begin', ...entry });
    try {
      await delay(stepMs * (0.3 + Math.random() * 1.4), undefined, { signal: attempt.signal });
      if (refuse) throw refuse;
    } catch (error) {
      world.record({ event: 'fail', ...entry });
      throw error;
    }
    world.record({ event: 'end', ...entry });
    return `${step} of ${context.runId}`;
  }

  const body = async (context: WorkflowContext<TortureInput>) => {
    const { n } = context.input;
    for (const [index, step] of STEPS.entries()) {
      if (index === 2) await context.sleep('settle', 20);
      await context.step(
        step,
        (attempt) => effect(context, step, false, attempt, refusal(n, step, attempt.attempt)),
        {
          backoffMs: 50,
          ...(STEPS_WITH_UNDO.includes(step) && {
            undo: async (_output, attempt) => void (await effect(context, step, true, attempt)),
          }),
        },
      );
    }
    if (isMoody(n) && Math.random() < 0.5) throw new Error('not today');
    await context.transaction('available', async (transaction) => {
      await sql`insert into exactly_once values (${context.runId})`.execute(transaction);
    });
  };

  return defineWorkflow(tortureName, body, async (transaction, { cancelled }, { n }) => {
    await sql`
      insert into failure_hook
      select id, ${cancelled} from workflows.run where deduplication_key = ${`n${n}`}`.execute(transaction);
  });
}

function refusal(n: number, step: string, attempt: number): Error | undefined {
  if (failsForGood(n) && step === 'join') return new FatalStepError('refused for good');
  if (failsOnce(n) && step === 'volumes' && attempt === 1) return new Error('refused once');
  return undefined;
}
