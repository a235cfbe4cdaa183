import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Generated, JSONColumnType } from 'kysely';

export interface MonitoringTables {
  'monitoring.log_group': LogGroupTable;
  'monitoring.alarm': AlarmTable;
}

type Tags = Record<string, string>;

export interface LogGroupTable {
  account_id: string;
  region: string;
  name: string;
  class: string;
  tags: JSONColumnType<Tags>;
  created_at: Date;
}

export interface AlarmTable {
  account_id: string;
  region: string;
  name: string;
  configuration: JSONColumnType<AlarmConfiguration>;
  state: Generated<'OK' | 'ALARM' | 'INSUFFICIENT_DATA'>;
  state_reason: Generated<string>;
  state_updated_at: Date;
  state_transitioned_at: Date;
  configuration_updated_at: Date;
  tags: JSONColumnType<Tags>;
}

/** What PutMetricAlarm sets and DescribeAlarms shows again, as the API names it. */
export type AlarmConfiguration = Pick<
  MetricAlarm,
  | 'AlarmDescription'
  | 'ActionsEnabled'
  | 'OKActions'
  | 'AlarmActions'
  | 'InsufficientDataActions'
  | 'MetricName'
  | 'Namespace'
  | 'Statistic'
  | 'ExtendedStatistic'
  | 'Dimensions'
  | 'Period'
  | 'Unit'
  | 'EvaluationPeriods'
  | 'DatapointsToAlarm'
  | 'Threshold'
  | 'ComparisonOperator'
  | 'TreatMissingData'
  | 'EvaluateLowSampleCountPercentile'
  | 'Metrics'
  | 'ThresholdMetricId'
>;
