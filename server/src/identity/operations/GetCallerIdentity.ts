import type { Operation } from '../../wire/operation.ts';
import type { StsSdk } from '../service.ts';
import type { Deps } from './index.ts';

export const GetCallerIdentity: Operation<StsSdk, 'GetCallerIdentity', Deps> = async ({
  accountId,
  principal,
}) => ({ UserId: principal.userId, Account: accountId, Arn: principal.arn });
