import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../base/clock.ts';
import { testContext } from '../../wire/testing.ts';
import { DescribeAlarms } from './DescribeAlarms.ts';
import { ListTagsForAlarm } from './ListTagsForAlarm.ts';
import { PutMetricAlarm } from './PutMetricAlarm.ts';
import { useMonitoring } from './testing.ts';

const cloudwatch = useMonitoring();
const recipe = {
  AlarmName: 'WorkSpaces-Connection-Failures',
  AlarmDescription: 'Monitor WorkSpace connection failures',
  MetricName: 'ConnectionAttempt',
  Namespace: 'AWS/WorkSpaces',
  Statistic: 'Sum',
  Period: 300,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 2,
  TreatMissingData: 'notBreaching',
} as const;

describe('PutMetricAlarm', () => {
  it('makes an alarm that has not been evaluated', async () => {
    const clock = new ManualClock(new Date('2026-11-21T12:00:00Z'));
    await cloudwatch.call(PutMetricAlarm, recipe, testContext({ clock }));
    const { MetricAlarms } = await cloudwatch.call(DescribeAlarms, { AlarmNames: [recipe.AlarmName] });
    expect(MetricAlarms).toEqual([
      {
        ...recipe,
        AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:WorkSpaces-Connection-Failures',
        ActionsEnabled: true,
        OKActions: [],
        AlarmActions: [],
        InsufficientDataActions: [],
        Dimensions: [],
        StateValue: 'INSUFFICIENT_DATA',
        StateReason: 'Unchecked: Initial alarm creation',
        StateUpdatedTimestamp: clock.now(),
        StateTransitionedTimestamp: clock.now(),
        AlarmConfigurationUpdatedTimestamp: clock.now(),
      },
    ]);
  });

  it('replaces the configuration of one that is there, and leaves its state and tags', async () => {
    const clock = new ManualClock(new Date('2026-11-21T12:00:00Z'));
    const made = clock.now();
    const AlarmName = 'replaced';
    const Tags = [{ Key: 'a', Value: '1' }];
    await cloudwatch.call(PutMetricAlarm, { ...recipe, AlarmName, Tags }, testContext({ clock }));
    clock.advance(60_000);
    const { AlarmDescription: _, ...shorter } = recipe;
    const changed = {
      ...shorter,
      AlarmName,
      Threshold: 9,
      ActionsEnabled: false,
      Tags: [{ Key: 'b', Value: '2' }],
    };
    await cloudwatch.call(PutMetricAlarm, changed, testContext({ clock }));
    const { MetricAlarms } = await cloudwatch.call(DescribeAlarms, { AlarmNames: [AlarmName] });
    const [alarm] = MetricAlarms ?? [];
    expect(alarm).toMatchObject({
      Threshold: 9,
      ActionsEnabled: false,
      StateUpdatedTimestamp: made,
      AlarmConfigurationUpdatedTimestamp: clock.now(),
    });
    expect(alarm?.AlarmDescription).toBeUndefined();
    expect(await cloudwatch.call(ListTagsForAlarm, { ResourceARN: alarm?.AlarmArn })).toEqual({ Tags });
  });

  it('refuses what the rules of alarms forbid, and bad tags', async () => {
    expect(await cloudwatch.refusal(PutMetricAlarm, { ...recipe, Period: 45 })).toMatch(
      /^ValidationError: Period/,
    );
    const Tags = [{ Key: 'aws:x', Value: '' }];
    expect(await cloudwatch.refusal(PutMetricAlarm, { ...recipe, Tags })).toMatch(/^ValidationError/);
  });
});
