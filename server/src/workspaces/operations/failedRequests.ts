import { ApiError, type RequestContext } from '../../wire/operation.ts';

/** How a batch operation reports an item that failed. */
export interface FailedRequest {
  ErrorCode: string;
  ErrorMessage: string;
}

/** The report of what went wrong with one item; what nobody foresaw is logged and does not leave the process. */
export function failedRequest(context: RequestContext, error: unknown): FailedRequest {
  if (error instanceof ApiError) return { ErrorCode: error.code, ErrorMessage: error.message };
  context.log.error({ err: error, requestId: context.requestId }, 'an item of a batch failed');
  return { ErrorCode: 'InternalFailure', ErrorMessage: 'An internal error occurred: try again.' };
}
