import { afterAll, beforeAll } from 'vitest';
import { testDatabase } from '../../database/testing.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { testContext } from '../../wire/testing.ts';
import { migrations } from '../migrations.ts';
import type { Deps } from './deps.ts';

type Handler<I, O> = (context: RequestContext, input: I, deps: Deps) => Promise<O>;

/** Another account, which must not see what the first one made. */
export const stranger = testContext({ accountId: '210987654321' });

/** Opens a database for the tests of a file. */
export function useMonitoring() {
  let opened: Awaited<ReturnType<typeof testDatabase>> | undefined;
  const deps = (): Deps => {
    if (!opened) throw new Error('The database is not open yet.');
    return opened;
  };
  beforeAll(async () => {
    opened = await testDatabase(migrations);
  });
  afterAll(() => opened?.close());
  return {
    call: <I, O>(operation: Handler<I, O>, input: I, context: RequestContext = testContext()) =>
      operation(context, input, deps()),

    /** The error that the call is refused with, as `Code: message`. */
    async refusal<I, O>(
      operation: Handler<I, O>,
      input: I,
      context: RequestContext = testContext(),
    ): Promise<string> {
      try {
        await operation(context, input, deps());
      } catch (error) {
        if (error instanceof ApiError) return `${error.code}: ${error.message}`;
        throw error;
      }
      throw new Error('The call was not refused.');
    },
  };
}
