import { beforeAll, describe, expect, it } from 'vitest';
import { DescribeAlarms } from './DescribeAlarms.ts';
import { PutMetricAlarm } from './PutMetricAlarm.ts';
import { stranger, useMonitoring } from './testing.ts';

const cloudwatch = useMonitoring();
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:topic';

const names = async (input: Parameters<typeof DescribeAlarms>[1]) =>
  (await cloudwatch.call(DescribeAlarms, input)).MetricAlarms?.map((alarm) => alarm.AlarmName);

beforeAll(async () => {
  for (const [AlarmName, actions] of [
    ['cpu-high', [TOPIC]],
    ['cpu-low', []],
    ['Disk', []],
    ['émeraude', []],
  ] as const) {
    await cloudwatch.call(PutMetricAlarm, {
      AlarmName,
      AlarmActions: [...actions],
      MetricName: 'm',
      Namespace: 'n',
      Statistic: 'Average',
      Period: 60,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      EvaluationPeriods: 1,
    });
  }
});

describe('DescribeAlarms', () => {
  it('selects by name, prefix, state, action and type', async () => {
    expect(await names({})).toEqual(['Disk', 'cpu-high', 'cpu-low', 'émeraude']);
    expect(await names({ AlarmNames: ['Disk', 'none'] })).toEqual(['Disk']);
    expect(await names({ AlarmNamePrefix: 'cpu-' })).toEqual(['cpu-high', 'cpu-low']);
    expect(await names({ StateValue: 'INSUFFICIENT_DATA', AlarmNamePrefix: 'D' })).toEqual(['Disk']);
    expect(await names({ StateValue: 'ALARM' })).toEqual([]);
    expect(await names({ ActionPrefix: 'arn:aws:sns:' })).toEqual(['cpu-high']);
    expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([]);
    expect(await names({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'], AlarmNamePrefix: 'D' })).toEqual([
      'Disk',
    ]);
    expect(await names({ ParentsOfAlarmName: 'Disk' })).toEqual([]);
    expect((await cloudwatch.call(DescribeAlarms, {}, stranger)).MetricAlarms).toEqual([]);
  });

  it('gives out pages, whose tokens belong to their list', async () => {
    const first = await cloudwatch.call(DescribeAlarms, { MaxRecords: 3 });
    const second = await cloudwatch.call(DescribeAlarms, { MaxRecords: 3, NextToken: first.NextToken });
    expect(second.MetricAlarms?.map((alarm) => alarm.AlarmName)).toEqual(['émeraude']);
    expect(second.NextToken).toBeUndefined();
    const other = { AlarmNamePrefix: 'cpu', NextToken: first.NextToken };
    expect(await cloudwatch.refusal(DescribeAlarms, other)).toMatch(/^InvalidNextToken/);
  });

  it('refuses selections that exclude each other', async () => {
    expect(await cloudwatch.refusal(DescribeAlarms, { AlarmNames: ['a'], AlarmNamePrefix: 'b' })).toMatch(
      /^ValidationError/,
    );
    expect(await cloudwatch.refusal(DescribeAlarms, { ChildrenOfAlarmName: 'a', StateValue: 'OK' })).toMatch(
      /^ValidationError/,
    );
  });
});
