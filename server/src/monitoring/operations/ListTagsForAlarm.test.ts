import { expect, it } from 'vitest';
import { ListTagsForAlarm } from './ListTagsForAlarm.ts';
import { PutMetricAlarm } from './PutMetricAlarm.ts';
import { stranger, useMonitoring } from './testing.ts';

const cloudwatch = useMonitoring();

it('lists the tags of an alarm of the caller', async () => {
  const Tags = [{ Key: 'Team', Value: 'blue' }];
  await cloudwatch.call(PutMetricAlarm, {
    AlarmName: 'a',
    MetricName: 'm',
    Namespace: 'n',
    Statistic: 'Average',
    Period: 60,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: 1,
    Tags,
  });
  const ResourceARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:a';
  expect(await cloudwatch.call(ListTagsForAlarm, { ResourceARN })).toEqual({ Tags });
  expect(await cloudwatch.refusal(ListTagsForAlarm, { ResourceARN }, stranger)).toMatch(
    /^ResourceNotFoundException/,
  );
  expect(await cloudwatch.refusal(ListTagsForAlarm, { ResourceARN: 'a' })).toMatch(
    /^ResourceNotFoundException/,
  );
});
