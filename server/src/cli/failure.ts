import { ExpectedError } from '../base/expectedError.ts';

/** A command that cannot be carried out as it was given. */
export class CommandError extends ExpectedError {
  override name = 'CommandError';
}
