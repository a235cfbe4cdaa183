import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { checkMetricAlarm } from './alarms.ts';
import { isExtendedStatistic } from './metrics.ts';

const simple: PutMetricAlarmInput = {
  AlarmName: 'alarm',
  MetricName: 'ConnectionAttempt',
  Namespace: 'AWS/WorkSpaces',
  Statistic: 'Sum',
  Period: 300,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 2,
};
const { MetricName, Namespace, Statistic, Period, ...withoutMetric } = simple;
const metric = (Id: string, more: object = {}) => ({
  Id,
  MetricStat: { Metric: { MetricName: 'm', Namespace: 'n' }, Period: 60, Stat: 'Average' },
  ReturnData: false,
  ...more,
});
const expression: PutMetricAlarmInput = {
  ...withoutMetric,
  Metrics: [metric('m1'), { Id: 'e1', Expression: 'm1 * 2' }],
};
const { Threshold, ...withoutThreshold } = expression;
const anomaly: PutMetricAlarmInput = {
  ...withoutThreshold,
  ComparisonOperator: 'GreaterThanUpperThreshold',
  ThresholdMetricId: 'band',
  Metrics: [
    metric('m1', { ReturnData: true }),
    { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)', ReturnData: false },
  ],
};

const ok = (input: PutMetricAlarmInput) => expect(() => checkMetricAlarm(input)).not.toThrow();
const refused = (input: PutMetricAlarmInput, text: RegExp) =>
  expect(() => checkMetricAlarm(input), String(text)).toThrow(text);

describe('checkMetricAlarm', () => {
  it('takes alarms on a metric, on an expression and on an anomaly band', () => {
    ok(simple);
    ok({
      ...simple,
      Statistic: undefined,
      ExtendedStatistic: 'p99.9',
      EvaluateLowSampleCountPercentile: 'ignore',
    });
    ok({ ...simple, AlarmActions: ['arn:aws:sns:us-east-1:123456789012:topic'], Threshold: 0 });
    ok(expression);
    ok(anomaly);
  });

  it('wants a metric or an expression, and not both', () => {
    refused(withoutMetric, /either MetricName or Metrics/);
    refused({ ...expression, MetricName: 'm' }, /either MetricName or Metrics/);
    refused({ ...expression, Period: 60 }, /Period must not be given together with Metrics/);
    refused({ ...expression, Dimensions: [{ Name: 'a', Value: 'b' }] }, /Dimensions must not/);
  });

  it('wants what an alarm on a metric needs', () => {
    for (const name of [
      'Namespace',
      'Period',
      'Threshold',
      'ComparisonOperator',
      'EvaluationPeriods',
    ] as const) {
      refused({ ...simple, [name]: undefined }, new RegExp(`${name} is required`));
    }
    refused({ ...simple, Statistic: undefined }, /Exactly one of Statistic and ExtendedStatistic/);
    refused({ ...simple, ExtendedStatistic: 'p90' }, /Exactly one of Statistic and ExtendedStatistic/);
    refused({ ...simple, Statistic: undefined, ExtendedStatistic: 'p101' }, /not supported/);
    refused({ ...simple, Threshold: Number.NaN }, /finite/);
    const twice = { Name: 'WorkspaceId', Value: 'ws-1' };
    refused({ ...simple, Dimensions: [twice, twice] }, /given twice/);
  });

  it('knows the periods, and how far an evaluation may reach back', () => {
    for (const seconds of [10, 20, 30, 60, 120, 3600])
      ok({ ...simple, Period: seconds, EvaluationPeriods: 1 });
    for (const seconds of [1, 15, 61, 90]) refused({ ...simple, Period: seconds }, /Period must be/);
    ok({ ...simple, Period: 60, EvaluationPeriods: 1440 });
    refused({ ...simple, Period: 60, EvaluationPeriods: 1441 }, /more than a day/);
    ok({ ...simple, Period: 3600, EvaluationPeriods: 168 });
    refused({ ...simple, Period: 3600, EvaluationPeriods: 169 }, /more than seven days/);
    refused({ ...expression, EvaluationPeriods: 1441 }, /more than a day/);
    refused(
      { ...simple, DatapointsToAlarm: 3 },
      /^DatapointsToAlarm must be less than or equal to EvaluationPeriods$/,
    );
  });

  it('checks the queries of an expression', () => {
    const queries = (...Metrics: NonNullable<PutMetricAlarmInput['Metrics']>) => ({ ...expression, Metrics });
    const answer = { Id: 'e1', Expression: 'm1' };
    refused(queries(metric('m1')), /Exactly one element/);
    refused(queries(metric('m1'), answer, { Id: 'e2', Expression: 'm1' }), /Exactly one element/);
    refused(queries(metric('M1'), answer), /lower case letter/);
    refused(queries(metric('m1'), metric('m1'), answer), /not unique/);
    refused(queries(metric('m1', { Expression: 'x' }), answer), /either Expression or MetricStat/);
    refused(queries({ Id: 'm1' }, answer), /either Expression or MetricStat/);
    const stat = { Metric: { MetricName: 'm', Namespace: 'n' }, Period: 60, Stat: 'Median' };
    refused(queries(metric('m1', { MetricStat: stat }), answer), /not a statistic/);
    refused(
      queries(metric('m1', { MetricStat: { ...stat, Stat: 'Sum', Period: 7 } }), answer),
      /Period must be/,
    );
  });

  it('pairs anomaly bands and their operators', () => {
    refused({ ...anomaly, Threshold: 1 }, /Threshold does not go/);
    refused({ ...anomaly, ThresholdMetricId: 'm1' }, /ANOMALY_DETECTION_BAND/);
    refused({ ...expression, ThresholdMetricId: 'e1' }, /ThresholdMetricId does not go/);
    refused(
      { ...simple, ComparisonOperator: 'LessThanLowerThreshold', Threshold: undefined },
      /ThresholdMetricId/,
    );
  });

  it('refuses other words, actions that are no ARNs, odd names and what is not built', () => {
    refused({ ...simple, TreatMissingData: 'guess' }, /TreatMissingData/);
    refused({ ...simple, EvaluateLowSampleCountPercentile: 'maybe' }, /EvaluateLowSampleCountPercentile/);
    refused({ ...simple, EvaluateLowSampleCountPercentile: 'ignore' }, /percentile statistics only/);
    refused({ ...simple, OKActions: ['mail me'] }, /Invalid arn syntax/);
    refused({ ...simple, AlarmName: 'a\nb' }, /control characters/);
    refused({ ...simple, EvaluationInterval: 60 }, /EvaluationInterval is not supported/);
  });
});

it.each([
  ['p0', true],
  ['p99.95', true],
  ['p100', true],
  ['p101', false],
  ['tm90', true],
  ['IQM', true],
  ['PR(10:300)', true],
  ['PR(:300)', true],
  ['PR(:)', false],
  ['TM(10%:90%)', true],
  ['TC(:90%)', true],
  ['WM(5:)', true],
  ['avg', false],
  ['', false],
])('the extended statistic %s: %s', (text, expected) => {
  expect(isExtendedStatistic(text)).toBe(expected);
});
