import type { MetricDataQuery, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import {
  checkQueries,
  isExtendedStatistic,
  isPercentile,
  isPeriod,
  periodError,
  validationError,
} from './metrics.ts';

const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 7 * DAY_SECONDS;
const HOUR_SECONDS = 3_600;

/** Parameters that an alarm on a metric math expression has inside Metrics instead. */
const ONE_METRIC = [
  'MetricName',
  'Namespace',
  'Dimensions',
  'Period',
  'Unit',
  'Statistic',
  'ExtendedStatistic',
] as const;
const ANOMALY_OPERATORS = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];
const NOT_BUILT = [
  'EvaluationCriteria',
  'EvaluationInterval',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'ActionConfiguration',
] as const;
const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'];

/**
 * Checks which parameters of an alarm go together, and what their values may be: the rules that stand in the words
 * of the API reference and not in its model.
 * @throws ApiError
 */
export function checkMetricAlarm(input: PutMetricAlarmInput): void {
  for (const name of NOT_BUILT) {
    if (input[name] !== undefined) throw validationError(`The parameter ${name} is not supported.`);
  }
  checkName(input.AlarmName ?? '');
  if (input.ComparisonOperator === undefined) throw missing('ComparisonOperator');
  if (input.EvaluationPeriods === undefined) throw missing('EvaluationPeriods');
  const hasQueries = (input.Metrics ?? []).length > 0;
  if (hasQueries === (input.MetricName !== undefined)) {
    throw validationError('The alarm must have either MetricName or Metrics, and not both.');
  }
  if (hasQueries) checkExpression(input, input.Metrics ?? []);
  else checkOneMetric(input);
  checkThreshold(input);
  checkDatapoints(input);
  checkHandling(input);
  checkActions(input);
}

function checkName(name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name))
    throw validationError('AlarmName must not contain control characters.');
}

function checkExpression(input: PutMetricAlarmInput, queries: readonly MetricDataQuery[]): void {
  const other = ONE_METRIC.find((name) => isGiven(input[name]));
  if (other) throw validationError(`${other} must not be given together with Metrics.`);
  checkQueries(queries);
}

function checkOneMetric(input: PutMetricAlarmInput): void {
  if (input.Namespace === undefined) throw missing('Namespace');
  if (input.Period === undefined) throw missing('Period');
  if (!isPeriod(input.Period)) throw periodError();
  const { Statistic, ExtendedStatistic } = input;
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw validationError('Exactly one of Statistic and ExtendedStatistic must be given.');
  }
  if (ExtendedStatistic !== undefined && !isExtendedStatistic(ExtendedStatistic)) {
    throw validationError(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  }
  const names = (input.Dimensions ?? []).map((dimension) => dimension.Name);
  if (new Set(names).size < names.length) throw validationError('A dimension is given twice.');
}

/** Either a number, or the band of an anomaly detection model. */
function checkThreshold(input: PutMetricAlarmInput): void {
  const { Threshold, ThresholdMetricId, Metrics } = input;
  const operator: string = input.ComparisonOperator ?? '';
  if (!ANOMALY_OPERATORS.includes(operator)) {
    if (ThresholdMetricId !== undefined) {
      throw validationError(`ThresholdMetricId does not go with the comparison operator ${operator}.`);
    }
    if (Threshold === undefined) throw missing('Threshold');
    if (!Number.isFinite(Threshold)) throw validationError('Threshold must be a finite number.');
    return;
  }
  if (Threshold !== undefined) {
    throw validationError(`Threshold does not go with the comparison operator ${operator}.`);
  }
  const band = Metrics?.find((query) => query.Id === ThresholdMetricId);
  if (!band?.Expression?.includes('ANOMALY_DETECTION_BAND')) {
    throw validationError('ThresholdMetricId must be the id of an ANOMALY_DETECTION_BAND in Metrics.');
  }
}

function checkDatapoints(input: PutMetricAlarmInput): void {
  const { EvaluationPeriods = 0, DatapointsToAlarm } = input;
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw validationError('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  }
  const periods = [
    input.Period,
    ...(input.Metrics ?? []).flatMap((query) => [query.MetricStat?.Period, query.Period]),
  ];
  const period = Math.max(0, ...periods.filter((seconds) => seconds !== undefined));
  const limit = period < HOUR_SECONDS ? DAY_SECONDS : WEEK_SECONDS;
  if (period * EvaluationPeriods > limit) {
    throw validationError(
      `Metrics cannot be checked across more than ${limit === DAY_SECONDS ? 'a day' : 'seven days'} (EvaluationPeriods * Period must be <= ${limit}).`,
    );
  }
}

function checkHandling(input: PutMetricAlarmInput): void {
  const { TreatMissingData, EvaluateLowSampleCountPercentile, ExtendedStatistic } = input;
  if (TreatMissingData !== undefined && !MISSING_DATA.includes(TreatMissingData)) {
    throw validationError(`The value ${TreatMissingData} is not supported for TreatMissingData parameter.`);
  }
  if (EvaluateLowSampleCountPercentile === undefined) return;
  if (!['evaluate', 'ignore'].includes(EvaluateLowSampleCountPercentile)) {
    throw validationError(
      `The value ${EvaluateLowSampleCountPercentile} is not supported for EvaluateLowSampleCountPercentile parameter.`,
    );
  }
  if (!isPercentile(ExtendedStatistic ?? '')) {
    throw validationError('EvaluateLowSampleCountPercentile goes with percentile statistics only.');
  }
}

function checkActions({ OKActions, AlarmActions, InsufficientDataActions }: PutMetricAlarmInput): void {
  for (const action of [OKActions, AlarmActions, InsufficientDataActions].flatMap(
    (actions) => actions ?? [],
  )) {
    if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(action))
      throw validationError(`Invalid arn syntax: ${action}`);
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function missing(name: string) {
  return validationError(`The parameter ${name} is required.`);
}
