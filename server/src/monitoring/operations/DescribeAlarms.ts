import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Selectable } from 'kysely';
import { readPageToken, writePageToken } from '../../base/pageToken.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { validationError } from '../model/metrics.ts';
import { alarmArn } from '../model/names.ts';
import { listAlarms } from '../store.ts';
import type { AlarmTable } from '../tables.ts';
import type { CloudWatchOperation } from './deps.ts';

const RECORDS_DEFAULT = 50;

/** Metric alarms are all that there are: lists of composite and log alarms are empty. */
export const DescribeAlarms: CloudWatchOperation<'DescribeAlarms'> = async (context, input, { database }) => {
  const { NextToken, MaxRecords = RECORDS_DEFAULT, ...selection } = input;
  const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix } = selection;
  if (AlarmNames?.length && AlarmNamePrefix !== undefined) {
    throw validationError('AlarmNamePrefix and AlarmNames cannot be given together.');
  }
  const relatives = checkedRelatives(selection);
  const list = JSON.stringify(['alarms', context.accountId, context.region, selection]);
  const now = context.clock.now();
  const after = NextToken === undefined ? '' : readPageToken(list, NextToken, now);
  if (after === undefined) throw new ApiError('InvalidNextToken', 'The specified NextToken is not valid.');

  const types: readonly string[] = AlarmTypes?.length ? AlarmTypes : ['MetricAlarm'];
  const wanted = !relatives && types.includes('MetricAlarm');
  const found = wanted
    ? await listAlarms(database, context, {
        ...(AlarmNames?.length && { names: AlarmNames }),
        ...(AlarmNamePrefix !== undefined && { prefix: AlarmNamePrefix }),
        ...(StateValue !== undefined && { state: StateValue }),
      })
    : [];
  const rest = found.filter((row) => isAfter(row.name, after) && hasAction(row, ActionPrefix));
  const page = rest.slice(0, MaxRecords);
  const last = page.at(-1);
  return {
    MetricAlarms: page.map((row) => described(context, row)),
    CompositeAlarms: [],
    NextToken: last && rest.length > MaxRecords ? writePageToken(list, last.name, now) : undefined,
  };
};

/** Asking for the children or parents of an alarm excludes every other selection. */
function checkedRelatives(selection: Record<string, unknown>): boolean {
  const given = Object.keys(selection).filter((name) => selection[name] !== undefined);
  const relatives = given.some((name) => name === 'ChildrenOfAlarmName' || name === 'ParentsOfAlarmName');
  if (relatives && given.length > 1) {
    throw validationError(
      'ChildrenOfAlarmName and ParentsOfAlarmName cannot be given with other parameters.',
    );
  }
  return relatives;
}

/** In the order of the database, which is that of bytes. */
function isAfter(name: string, after: string): boolean {
  return Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0;
}

function hasAction({ configuration }: Selectable<AlarmTable>, prefix: string | undefined): boolean {
  if (prefix === undefined) return true;
  const { OKActions = [], AlarmActions = [], InsufficientDataActions = [] } = configuration;
  return [...OKActions, ...AlarmActions, ...InsufficientDataActions].some((action) =>
    action.startsWith(prefix),
  );
}

function described(context: RequestContext, row: Selectable<AlarmTable>): MetricAlarm {
  return {
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...(row.configuration.Metrics === undefined && { Dimensions: [] }),
    ...row.configuration,
    AlarmName: row.name,
    AlarmArn: alarmArn(context, row.name),
    AlarmConfigurationUpdatedTimestamp: row.configuration_updated_at,
    StateValue: row.state,
    StateReason: row.state_reason,
    StateUpdatedTimestamp: row.state_updated_at,
    StateTransitionedTimestamp: row.state_transitioned_at,
  };
}
