import type { Operations } from '../../wire/operation.ts';
import type { AlcoveSdk } from '../service.ts';
import { DeleteTrustedRoot } from './DeleteTrustedRoot.ts';
import { DescribeSessionPolicy } from './DescribeSessionPolicy.ts';
import { DescribeTrustedDevices } from './DescribeTrustedDevices.ts';
import { DescribeWorkspaceSessionPolicy } from './DescribeWorkspaceSessionPolicy.ts';
import type { Deps } from './deps.ts';
import { ImportTrustedRoot } from './ImportTrustedRoot.ts';
import { ModifySessionPolicy } from './ModifySessionPolicy.ts';
import { ModifyTrustedDeviceTypes } from './ModifyTrustedDeviceTypes.ts';
import { ResetSessionPolicy } from './ResetSessionPolicy.ts';

export type { Deps } from './deps.ts';

/** The operations of the service Alcove. */
export const operations: Operations<AlcoveSdk, Deps> = {
  DeleteTrustedRoot,
  DescribeSessionPolicy,
  DescribeTrustedDevices,
  DescribeWorkspaceSessionPolicy,
  ImportTrustedRoot,
  ModifySessionPolicy,
  ModifyTrustedDeviceTypes,
  ResetSessionPolicy,
};
