import { ApiError } from '../../wire/operation.ts';

export function noSuchRole(name: string): ApiError {
  return new ApiError('NoSuchEntityException', `The role with name ${name} cannot be found.`);
}
