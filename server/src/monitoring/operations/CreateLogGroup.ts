import { ApiError } from '../../wire/operation.ts';
import { checkedTags, TagError } from '../model/tags.ts';
import { insertLogGroup } from '../store.ts';
import type { LogsOperation } from './deps.ts';

export const CreateLogGroup: LogsOperation<'CreateLogGroup'> = async (context, input, { database }) => {
  const name = input.logGroupName ?? '';
  if (/^aws\//i.test(name)) throw invalid('Log groups starting with AWS/ are reserved for AWS.');
  if (input.kmsKeyId !== undefined) throw invalid('The parameter kmsKeyId is not supported.');
  if (input.deletionProtectionEnabled)
    throw invalid('The parameter deletionProtectionEnabled is not supported.');
  const made = await insertLogGroup(database, context, {
    name,
    class: input.logGroupClass ?? 'STANDARD',
    tags: tagsOf(input.tags ?? {}),
    createdAt: context.clock.now(),
  });
  if (!made) throw new ApiError('ResourceAlreadyExistsException', 'The specified log group already exists');
  return {};
};

function tagsOf(tags: Record<string, string>): Record<string, string> {
  try {
    return checkedTags(Object.entries(tags));
  } catch (error) {
    throw error instanceof TagError ? invalid(error.message) : error;
  }
}

function invalid(message: string): ApiError {
  return new ApiError('InvalidParameterException', message);
}
