import type { RequestContext } from '../../wire/operation.ts';

type Scope = Pick<RequestContext, 'accountId' | 'region'>;

export function alarmArn({ accountId, region }: Scope, name: string): string {
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
}

/** Without the `:*` with which older clients get it, that stands for the group's streams. */
export function logGroupArn({ accountId, region }: Scope, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}

/** The name in a log group's ARN of this account and Region, in either form. */
export function logGroupNameOf(scope: Scope, arn: string): string | undefined {
  const prefix = logGroupArn(scope, '');
  return arn.startsWith(prefix) ? arn.slice(prefix.length).replace(/:\*$/, '') : undefined;
}

export function alarmNameOf(scope: Scope, arn: string): string | undefined {
  const prefix = alarmArn(scope, '');
  return arn.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
}
