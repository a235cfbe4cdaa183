import { ApiError } from '../../wire/operation.ts';
import { deleteLogGroup } from '../store.ts';
import type { LogsOperation } from './deps.ts';

export const DeleteLogGroup: LogsOperation<'DeleteLogGroup'> = async (context, input, { database }) => {
  if (!(await deleteLogGroup(database, context, input.logGroupName ?? ''))) {
    throw new ApiError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return {};
};
