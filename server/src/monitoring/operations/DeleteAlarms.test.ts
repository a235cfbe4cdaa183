import { expect, it } from 'vitest';
import { DeleteAlarms } from './DeleteAlarms.ts';
import { DescribeAlarms } from './DescribeAlarms.ts';
import { PutMetricAlarm } from './PutMetricAlarm.ts';
import { stranger, useMonitoring } from './testing.ts';

const cloudwatch = useMonitoring();

it('deletes all of the alarms, or none where one is unknown', async () => {
  for (const AlarmName of ['a', 'b', 'c']) {
    await cloudwatch.call(PutMetricAlarm, {
      AlarmName,
      MetricName: 'm',
      Namespace: 'n',
      Statistic: 'Average',
      Period: 60,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 1,
    });
  }
  const left = async () =>
    (await cloudwatch.call(DescribeAlarms, {})).MetricAlarms?.map((alarm) => alarm.AlarmName);
  expect(await cloudwatch.refusal(DeleteAlarms, { AlarmNames: ['a', 'x'] })).toBe(
    'ResourceNotFound: Unknown alarms: x',
  );
  expect(await cloudwatch.refusal(DeleteAlarms, { AlarmNames: ['a'] }, stranger)).toMatch(
    /^ResourceNotFound/,
  );
  expect(await cloudwatch.refusal(DeleteAlarms, { AlarmNames: [] })).toMatch(/^ValidationError/);
  expect(await left()).toEqual(['a', 'b', 'c']);
  await cloudwatch.call(DeleteAlarms, { AlarmNames: ['a', 'c', 'a'] });
  expect(await left()).toEqual(['b']);
});
