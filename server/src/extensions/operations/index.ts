import type { Operations } from '../../wire/operation.ts';
import type { AlcoveSdk } from '../service.ts';
import { DescribeSessionPolicy } from './DescribeSessionPolicy.ts';
import { DescribeWorkspaceSessionPolicy } from './DescribeWorkspaceSessionPolicy.ts';
import type { Deps } from './deps.ts';
import { ModifySessionPolicy } from './ModifySessionPolicy.ts';
import { ResetSessionPolicy } from './ResetSessionPolicy.ts';

export type { Deps } from './deps.ts';

/** The operations of the service Alcove. */
export const operations: Operations<AlcoveSdk, Deps> = {
  DescribeSessionPolicy,
  DescribeWorkspaceSessionPolicy,
  ModifySessionPolicy,
  ResetSessionPolicy,
};
