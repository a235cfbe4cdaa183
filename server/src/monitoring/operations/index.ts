import type { Operations } from '../../wire/operation.ts';
import type { CloudWatchSdk, LogsSdk } from '../service.ts';
import { CreateLogGroup } from './CreateLogGroup.ts';
import { DeleteAlarms } from './DeleteAlarms.ts';
import { DeleteLogGroup } from './DeleteLogGroup.ts';
import { DescribeAlarms } from './DescribeAlarms.ts';
import { DescribeLogGroups } from './DescribeLogGroups.ts';
import type { Deps } from './deps.ts';
import { ListTagsForAlarm } from './ListTagsForAlarm.ts';
import { ListTagsForLogGroup } from './ListTagsForLogGroup.ts';
import { PutMetricAlarm } from './PutMetricAlarm.ts';

export type { Deps } from './deps.ts';

/** The operations of CloudWatch that are built. */
export const cloudwatchOperations: Operations<CloudWatchSdk, Deps> = {
  DeleteAlarms,
  DescribeAlarms,
  ListTagsForResource: ListTagsForAlarm,
  PutMetricAlarm,
};

/** The operations of CloudWatch Logs that are built. */
export const logsOperations: Operations<LogsSdk, Deps> = {
  CreateLogGroup,
  DeleteLogGroup,
  DescribeLogGroups,
  ListTagsForResource: ListTagsForLogGroup,
};
