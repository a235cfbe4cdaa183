import { ExpectedError } from '../base/expectedError.ts';

/** What `alcove connect` ends with, for scripts. */
export const exitCodes = {
  /** The user closed the viewer, or ended the program. */
  ended: 0,
  /** What was asked for cannot be: a wrong option, a file that cannot be read. */
  usage: 1,
  /** The gateway refused the user, the device or the code. */
  refused: 2,
  /** The gateway cannot be reached, or is not one. */
  unreachable: 3,
  /** The gateway ended the desktop's stream for good: taken over, stopped, idle and so on. */
  streamEnded: 4,
} as const;

/** The end of `alcove connect` by something that is said in a sentence. */
export class ConnectFailure extends ExpectedError {
  override name = 'ConnectFailure';
  readonly exitCode: number;
  /** The gateway's code for it, or that of the stream's end. */
  readonly reason: string;

  constructor(kind: keyof typeof exitCodes, reason: string, message: string) {
    super(message);
    this.exitCode = exitCodes[kind];
    this.reason = reason;
  }
}
