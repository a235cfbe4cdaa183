import { sessionPolicyPart } from '../../workspaces/index.ts';
import type { AlcoveOperation } from './deps.ts';
import { directoryPolicy } from './sessionPolicy.ts';

/** What users of a directory may do in their sessions. */
export const DescribeSessionPolicy: AlcoveOperation<'DescribeSessionPolicy'> = async (
  context,
  { DirectoryId: directoryId = '' },
  { database },
) => directoryPolicy(directoryId, await sessionPolicyPart(database, context, directoryId));
