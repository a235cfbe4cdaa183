import { ApiError, type Operation } from '../../wire/operation.ts';
import { ImpossiblePassword, randomPassword } from '../model/random-password.ts';
import type { SecretsSdk } from '../service.ts';
import type { Deps } from './index.ts';

const LENGTH_DEFAULT = 32;

export const GetRandomPassword: Operation<SecretsSdk, 'GetRandomPassword', Deps> = async (
  _context,
  input,
) => {
  try {
    const password = randomPassword({
      length: input.PasswordLength ?? LENGTH_DEFAULT,
      excludeCharacters: input.ExcludeCharacters ?? '',
      excludeNumbers: input.ExcludeNumbers ?? false,
      excludePunctuation: input.ExcludePunctuation ?? false,
      excludeUppercase: input.ExcludeUppercase ?? false,
      excludeLowercase: input.ExcludeLowercase ?? false,
      includeSpace: input.IncludeSpace ?? false,
      requireEachIncludedType: input.RequireEachIncludedType ?? true,
    });
    return { RandomPassword: password };
  } catch (error) {
    if (error instanceof ImpossiblePassword) throw new ApiError('InvalidParameterException', error.message);
    throw error;
  }
};
