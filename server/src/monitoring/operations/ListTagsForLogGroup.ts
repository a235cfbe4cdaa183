import { ApiError } from '../../wire/operation.ts';
import { logGroupNameOf } from '../model/names.ts';
import { listLogGroups } from '../store.ts';
import type { LogsOperation } from './deps.ts';

/** CloudWatch Logs' ListTagsForResource: log groups are all that can have tags here. */
export const ListTagsForLogGroup: LogsOperation<'ListTagsForResource'> = async (
  context,
  input,
  { database },
) => {
  const name = logGroupNameOf(context, input.resourceArn ?? '');
  const [group] =
    name === undefined ? [] : await listLogGroups(database, context, { after: '', names: [name], limit: 1 });
  if (!group) throw new ApiError('ResourceNotFoundException', 'The specified resource does not exist.');
  return { tags: group.tags };
};
