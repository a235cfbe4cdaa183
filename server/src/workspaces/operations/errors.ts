import { ApiError } from '../../wire/operation.ts';
import type { Problem } from '../model/problem.ts';

/** @throws ApiError for what a rule has against a request */
export function refuseProblem(problem: Problem | undefined): void {
  if (problem) throw new ApiError(problem.code, problem.message);
}

export const invalidParameter = (message: string) => new ApiError('InvalidParameterValuesException', message);

/** The wording that the service itself uses for members whose absence its model allows. */
export const requiredArgument = (name: string) =>
  new ApiError('ValidationException', `The following arguments are required - ${name}.`);

export const notFound = (resourceId: string, message: string) =>
  new ApiError('ResourceNotFoundException', message, { members: { ResourceId: resourceId } });

export const directoryNotRegistered = (directoryId: string) =>
  notFound(directoryId, `The directory ${directoryId} is not registered with WorkSpaces.`);

export const workspaceNotFound = (workspaceId: string) =>
  notFound(workspaceId, `The WorkSpace ${workspaceId} could not be found.`);

export const ipGroupNotFound = (groupId: string) =>
  notFound(groupId, `The IP access control group ${groupId} could not be found.`);

export const imageNotFound = (imageId: string) =>
  notFound(imageId, `The image ${imageId} could not be found.`);

export const bundleNotFound = (bundleId: string) =>
  notFound(bundleId, `The bundle ${bundleId} could not be found.`);

export const invalidState = (message: string) => new ApiError('InvalidResourceStateException', message);

export const limitExceeded = (message: string) => new ApiError('ResourceLimitExceededException', message);

export const notSupported = (message: string) => new ApiError('OperationNotSupportedException', message);
