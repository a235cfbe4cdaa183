import { ApiError, type RequestContext } from '../../wire/operation.ts';

/** An error of the Directory Service, which repeats the request's id in its text and in a member. */
function directoryError(context: RequestContext, code: string, message: string): ApiError {
  return new ApiError(code, `${message} : RequestId: ${context.requestId}`, {
    members: { RequestId: context.requestId },
  });
}

export const invalidParameter = (context: RequestContext, message: string) =>
  directoryError(context, 'InvalidParameterException', message);

export const clientError = (context: RequestContext, message: string) =>
  directoryError(context, 'ClientException', message);

export const directoryNotFound = (context: RequestContext, directoryId: string) =>
  directoryError(context, 'EntityDoesNotExistException', `Directory ${directoryId} does not exist`);

export const directoryLimitExceeded = (context: RequestContext, message: string) =>
  directoryError(context, 'DirectoryLimitExceededException', message);

export const alreadyExists = (context: RequestContext, message: string) =>
  directoryError(context, 'EntityAlreadyExistsException', message);

export const tagLimitExceeded = (context: RequestContext) =>
  directoryError(context, 'TagLimitExceededException', 'Tag limit exceeded');

export const invalidNextToken = (context: RequestContext) =>
  directoryError(context, 'InvalidNextTokenException', 'Invalid value passed for the NextToken parameter');
