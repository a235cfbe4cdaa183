import type { Tag } from '@aws-sdk/client-iam';
import { inTransaction } from '../../database/database.ts';
import { ApiError, type Operation } from '../../wire/operation.ts';
import { newRoleId } from '../model/ids.ts';
import { MAX_SESSION_DURATION_SECONDS_DEFAULT, type Role } from '../model/role.ts';
import { isTrustPolicy } from '../model/trust-policy.ts';
import type { IamSdk } from '../service.ts';
import { insertRole } from '../store.ts';
import type { Deps } from './index.ts';
import { describeRole, describeTags } from './roles.ts';

const TAGS_MAX = 50;

export const CreateRole: Operation<IamSdk, 'CreateRole', Deps> = async (context, input, { database }) => {
  if (input.PermissionsBoundary !== undefined) {
    throw new ApiError('InvalidInputException', 'Permissions boundaries are not supported.');
  }
  const role: Role = {
    accountId: context.accountId,
    name: input.RoleName ?? '',
    id: newRoleId(),
    path: input.Path ?? '/',
    assumeRolePolicyDocument: trustPolicy(input.AssumeRolePolicyDocument ?? ''),
    description: input.Description,
    maxSessionDurationSeconds: input.MaxSessionDuration ?? MAX_SESSION_DURATION_SECONDS_DEFAULT,
    createdAt: context.clock.now(),
    tags: distinctTags(input.Tags ?? []),
  };
  const made = await inTransaction(database, (transaction) => insertRole(transaction, role));
  if (!made) {
    throw new ApiError('EntityAlreadyExistsException', `Role with name ${role.name} already exists.`);
  }
  return { Role: { ...describeRole(role), ...describeTags(role) } };
};

function trustPolicy(document: string): string {
  if (isTrustPolicy(document)) return document;
  throw new ApiError('MalformedPolicyDocumentException', 'The trust policy document is malformed.');
}

/** Keys are not distinguished by case. */
function distinctTags(tags: readonly Tag[]): Role['tags'] {
  if (tags.length > TAGS_MAX) {
    throw new ApiError(
      'LimitExceededException',
      `The number of tags has reached the maximum limit of ${TAGS_MAX}.`,
    );
  }
  const keys = new Set(tags.map(({ Key }) => Key?.toLowerCase()));
  if (keys.size < tags.length) {
    throw new ApiError(
      'InvalidInputException',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  return tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}
