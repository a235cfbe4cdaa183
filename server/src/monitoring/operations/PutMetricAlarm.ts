import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { checkMetricAlarm } from '../model/alarms.ts';
import { validationError } from '../model/metrics.ts';
import { checkedTags, TagError } from '../model/tags.ts';
import { putAlarm } from '../store.ts';
import type { CloudWatchOperation } from './deps.ts';

/** Makes an alarm, or replaces the configuration of one; tags count when it is made only. */
export const PutMetricAlarm: CloudWatchOperation<'PutMetricAlarm'> = async (context, input, { database }) => {
  checkMetricAlarm(input);
  const { AlarmName, Tags, ...configuration } = input;
  await putAlarm(database, context, {
    name: AlarmName ?? '',
    configuration: { ...configuration, ActionsEnabled: configuration.ActionsEnabled ?? true },
    tags: tagsOf(Tags),
    now: context.clock.now(),
  });
  return {};
};

function tagsOf(tags: PutMetricAlarmInput['Tags']): Record<string, string> {
  try {
    return checkedTags((tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
  } catch (error) {
    throw error instanceof TagError ? validationError(error.message) : error;
  }
}
