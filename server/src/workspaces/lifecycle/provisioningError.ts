import { FatalStepError, type RunFailure } from '../../workflows/workflow.ts';

/** A reason not to go on that the administrator can do something about; shown with the WorkSpace. */
export class ProvisioningError extends FatalStepError {
  override name = 'ProvisioningError';

  /** @param code in the API's form, such as `ResourceNotFound.User` */
  constructor(code: string, sentence: string) {
    // The run remembers messages only: the code has to be found again in this one.
    super(`${code}: ${sentence}`);
  }
}

/** What a WorkSpace shows when its run failed. */
export function shownError(failure: RunFailure): { code: string; message: string } {
  const known = /^([A-Z]\w+(?:\.\w+)?): (.+)$/s.exec(failure.message);
  if (known) return { code: known[1] ?? '', message: known[2] ?? '' };
  const place = failure.step === undefined ? '' : ` in the step ${failure.step}`;
  return {
    code: 'ProvisioningFailed',
    message: `The WorkSpace could not be made: it failed${place} (${failure.message}). Terminate it and create it again when the cause is mended.`,
  };
}
