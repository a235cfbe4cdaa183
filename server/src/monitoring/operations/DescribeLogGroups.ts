import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import type { Selectable } from 'kysely';
import { readPageToken, writePageToken } from '../../base/pageToken.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { logGroupArn, logGroupNameOf } from '../model/names.ts';
import { listLogGroups } from '../store.ts';
import type { LogGroupTable } from '../tables.ts';
import type { LogsOperation } from './deps.ts';

const LIMIT_DEFAULT = 50;

export const DescribeLogGroups: LogsOperation<'DescribeLogGroups'> = async (context, input, { database }) => {
  const { nextToken, limit = LIMIT_DEFAULT, accountIdentifiers, ...selection } = input;
  const { logGroupNamePrefix, logGroupNamePattern, logGroupIdentifiers, logGroupClass } = selection;
  if (logGroupNamePrefix !== undefined && logGroupNamePattern) {
    throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  }
  const list = JSON.stringify([
    'log-groups',
    context.accountId,
    context.region,
    accountIdentifiers,
    selection,
  ]);
  const now = context.clock.now();
  const after = nextToken === undefined ? '' : readPageToken(list, nextToken, now);
  if (after === undefined) throw invalid('The specified nextToken is invalid.');
  // No account is linked to another here: lists of accounts can only leave out the caller's own.
  if (accountIdentifiers?.length && !accountIdentifiers.includes(context.accountId)) return { logGroups: [] };

  const found = await listLogGroups(database, context, {
    after,
    limit: limit + 1,
    ...(logGroupNamePrefix !== undefined && { prefix: logGroupNamePrefix }),
    ...(logGroupNamePattern && { part: logGroupNamePattern }),
    ...(logGroupClass !== undefined && { class: logGroupClass }),
    ...(logGroupIdentifiers && { names: namesOf(context, logGroupIdentifiers) }),
  });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    logGroups: page.map((row) => described(context, row)),
    nextToken: last && found.length > limit ? writePageToken(list, last.name, now) : undefined,
  };
};

/** Identifiers are names or ARNs; an ARN of another account or Region names no group here. */
function namesOf(context: RequestContext, identifiers: readonly string[]): string[] {
  return identifiers.flatMap((identifier) => {
    const name = identifier.startsWith('arn:') ? logGroupNameOf(context, identifier) : identifier;
    return name === undefined ? [] : [name];
  });
}

function described(context: RequestContext, row: Selectable<LogGroupTable>): LogGroup {
  const arn = logGroupArn(context, row.name);
  return {
    logGroupName: row.name,
    logGroupArn: arn,
    arn: `${arn}:*`,
    creationTime: row.created_at.getTime(),
    logGroupClass: row.class as 'STANDARD',
    metricFilterCount: 0,
    storedBytes: 0,
  };
}

function invalid(message: string): ApiError {
  return new ApiError('InvalidParameterException', message);
}
