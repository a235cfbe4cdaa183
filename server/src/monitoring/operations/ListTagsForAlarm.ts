import { ApiError } from '../../wire/operation.ts';
import { alarmNameOf } from '../model/names.ts';
import { listAlarms } from '../store.ts';
import type { CloudWatchOperation } from './deps.ts';

/** CloudWatch's ListTagsForResource: alarms are all that can have tags here. */
export const ListTagsForAlarm: CloudWatchOperation<'ListTagsForResource'> = async (
  context,
  input,
  { database },
) => {
  const name = alarmNameOf(context, input.ResourceARN ?? '');
  const [alarm] = name === undefined ? [] : await listAlarms(database, context, { names: [name] });
  if (!alarm) throw new ApiError('ResourceNotFoundException', `Unknown resource: ${input.ResourceARN}`);
  return { Tags: Object.entries(alarm.tags).map(([Key, Value]) => ({ Key, Value })) };
};
