import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { ApiError } from '../../wire/operation.ts';

/** The error for input that breaks a rule of CloudWatch which its model does not state. */
export function validationError(message: string): ApiError {
  return new ApiError('ValidationError', message);
}

/** Whether a statistic may be computed over so many seconds: 10, 20, 30, or full minutes. */
export function isPeriod(seconds: number): boolean {
  return [10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
}

const PERCENT = String.raw`(100|\d{1,2}(\.\d{1,10})?)`;
const NUMBER = String.raw`-?\d+(\.\d+)?`;
/** Percentiles, trimmed and winsorised means, trimmed counts and sums, percentile ranks, interquartile mean. */
const EXTENDED_STATISTICS = [
  new RegExp(`^(p|tm|tc|ts|wm)${PERCENT}$`, 'i'),
  new RegExp(`^PR\\((${NUMBER})?:(${NUMBER})?\\)$`, 'i'),
  new RegExp(`^(TM|TC|TS|WM)\\((${PERCENT}%)?:(${PERCENT}%)?\\)$`, 'i'),
  new RegExp(`^(TM|TC|TS|WM)\\((${NUMBER})?:(${NUMBER})?\\)$`, 'i'),
  /^IQM$/i,
];

export function isExtendedStatistic(text: string): boolean {
  return !text.endsWith('(:)') && EXTENDED_STATISTICS.some((form) => form.test(text));
}

/** Whether the extended statistic is a percentile: `p95`, `p99.9`. */
export function isPercentile(text: string): boolean {
  return new RegExp(`^p${PERCENT}$`).test(text);
}

const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'];

/**
 * Checks the queries of an alarm on a metric math expression.
 * @throws ApiError
 */
export function checkQueries(queries: readonly MetricDataQuery[]): void {
  const ids = new Set<string>();
  for (const query of queries) {
    checkQuery(query);
    if (ids.has(query.Id ?? '')) throw validationError(`The id '${query.Id}' of Metrics is not unique.`);
    ids.add(query.Id ?? '');
  }
  const returning = queries.filter((query) => query.ReturnData !== false);
  if (returning.length !== 1) {
    throw validationError('Exactly one element of the metrics list should return data.');
  }
}

function checkQuery({ Id = '', Expression, MetricStat, Period }: MetricDataQuery): void {
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(Id)) {
    throw validationError(
      `The id '${Id}' of Metrics must begin with a lower case letter and have letters, digits and underscores only.`,
    );
  }
  if ((Expression === undefined) === (MetricStat === undefined)) {
    throw validationError(
      `The element '${Id}' of Metrics must have either Expression or MetricStat, not both.`,
    );
  }
  if (Period !== undefined && !isPeriod(Period)) throw periodError();
  if (!MetricStat) return;
  if (!MetricStat.Metric?.MetricName || !MetricStat.Metric.Namespace) {
    throw validationError(`The metric of the element '${Id}' of Metrics must have a name and a namespace.`);
  }
  if (!isPeriod(MetricStat.Period ?? 0)) throw periodError();
  const statistic = MetricStat.Stat ?? '';
  if (!STATISTICS.includes(statistic) && !isExtendedStatistic(statistic)) {
    throw validationError(`'${statistic}' is not a statistic.`);
  }
}

export function periodError(): ApiError {
  return validationError('Period must be 10, 20, 30 or a multiple of 60');
}
