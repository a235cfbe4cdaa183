import { inTransaction } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { validationError } from '../model/metrics.ts';
import { deleteAlarms } from '../store.ts';
import type { CloudWatchOperation } from './deps.ts';

/** Deletes all of the alarms, or none where one is not there. */
export const DeleteAlarms: CloudWatchOperation<'DeleteAlarms'> = async (context, input, { database }) => {
  const names = [...new Set(input.AlarmNames)];
  if (names.length === 0) throw validationError('At least one alarm must be named.');
  await inTransaction(database, async (transaction) => {
    const deleted = await deleteAlarms(transaction, context, names);
    const missing = names.filter((name) => !deleted.includes(name));
    if (missing.length > 0) throw new ApiError('ResourceNotFound', `Unknown alarms: ${missing.join(', ')}`);
  });
  return {};
};
