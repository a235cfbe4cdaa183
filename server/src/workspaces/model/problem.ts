/** Why something is refused: a code of the API and a sentence for the caller. */
export interface Problem {
  code: string;
  message: string;
  /** After which time it would not be refused for this reason, where time alone mends it. */
  retryAfterSeconds?: number;
}

export function isProblem(value: object): value is Problem {
  return 'code' in value && 'message' in value;
}
