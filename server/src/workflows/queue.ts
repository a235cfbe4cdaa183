import { sql } from 'kysely';
import { tables } from '../database/database.ts';
import { notify } from '../database/notifications.ts';
import { CANCELLED_TOPIC, QUEUED_TOPIC, type WorkflowTables } from './tables.ts';
import type { WorkflowQueue } from './workflow.ts';

/** The queue in the database of the transaction that it is given. */
export const workflowQueue: WorkflowQueue = {
  async enqueue(transaction, workflow, key, input, deduplicationKey) {
    const run = await tables<WorkflowTables>(transaction)
      .insertInto('workflows.run')
      .values({
        type: workflow.type,
        key,
        input: sql`${JSON.stringify(input)}::jsonb`,
        deduplication_key: deduplicationKey ?? null,
      })
      // An update of nothing, because only rows that are written are returned.
      .onConflict((conflict) =>
        conflict
          .column('deduplication_key')
          .doUpdateSet((eb) => ({ deduplication_key: eb.ref('excluded.deduplication_key') })),
      )
      .returning('id')
      .executeTakeFirstOrThrow();
    await notify(transaction, QUEUED_TOPIC);
    return run.id;
  },

  async cancel(transaction, key) {
    await tables<WorkflowTables>(transaction)
      .updateTable('workflows.run')
      .set({ cancel_requested: true, run_at: sql`least(run_at, now())` })
      .where('key', '=', key)
      .where('status', 'in', ['queued', 'running', 'waiting'])
      .execute();
    await notify(transaction, CANCELLED_TOPIC);
  },
};
