/**
 * A failure that people are meant to see as it is: its message is a sentence that says what is wrong and what to do.
 * Any other error is a defect, and is shown with its stack.
 */
export class ExpectedError extends Error {
  override name = 'ExpectedError';
}
