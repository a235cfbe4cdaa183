import { ApiError } from '../../wire/operation.ts';

/** Errors that many operations of EC2 have in common, in EC2's words. */

export function missingParameter(name: string): ApiError {
  return new ApiError('MissingParameter', `The request must contain the parameter ${name}`);
}

/** The value of a parameter that the API requires although its type does not say so. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined || value === '') throw missingParameter(name);
  return value;
}

export function invalidValue(message: string): ApiError {
  return new ApiError('InvalidParameterValue', message);
}

/** For parts of the API that are not built: refused, never ignored. */
export function unsupported(what: string): ApiError {
  return new ApiError('UnsupportedOperation', `${what} is not supported.`);
}

/**
 * Refuses parameters that ask for parts of the API that are not built.
 * @param parameters those that must be absent (or false), by name
 */
export function refuseUnsupported(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    const absent = value === undefined || value === false || (Array.isArray(value) && value.length === 0);
    if (!absent) throw unsupported(`The parameter ${name}`);
  }
}
