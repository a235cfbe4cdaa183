import type { Logger } from '../base/log.ts';
import type { PasswordCheck, PasswordResult } from '../directories/index.ts';
import type { Attempt } from './attempts.ts';
import type { Visit } from './model/client.ts';
import type { ProblemCode } from './model/problems.ts';
import { refuse } from './refusal.ts';

/** Checks a user's password against the directory. */
export type PasswordChecker = (
  directoryId: string,
  userName: string,
  password: string,
) => Promise<PasswordCheck>;

/**
 * A refusal is answered at a whole multiple of this after the request, so that the time that the directory took
 * (which depends on whether the user exists) is not to be seen.
 */
export const REFUSAL_GRID_MS = 400;

/** What a user is told. An account that is disabled or locked looks like a wrong password to whoever guesses. */
const refusals: Readonly<Record<Exclude<PasswordResult, 'accepted'>, ProblemCode>> = {
  rejected: 'SignInRejected',
  disabled: 'SignInRejected',
  accountExpired: 'SignInRejected',
  locked: 'SignInRejected',
  expired: 'PasswordExpired',
  mustChange: 'PasswordMustChange',
  unavailable: 'DirectoryUnavailable',
};

/** The fourth gate: the directory itself checks the password. */
export class PasswordGate {
  readonly #check: PasswordChecker;
  readonly #log: Logger;

  constructor(deps: { checkPassword: PasswordChecker; log: Logger }) {
    this.#check = deps.checkPassword;
    this.#log = deps.log;
  }

  /**
   * @param visit with the user's name as it was entered
   * @param gridMs what refusals are answered on, {@link REFUSAL_GRID_MS} or longer
   * @returns the account's own name
   * @throws AccessProblem when the user does not get in
   */
  async check(
    visit: Visit & { userName: string },
    password: string,
    attempt: Attempt,
    gridMs: number,
  ): Promise<string> {
    const check = await this.#check(visit.directoryId, visit.userName, password);
    if (check.result === 'accepted') return check.userName;
    const problem = refuse(
      this.#log,
      { ...visit, userName: check.userName },
      { gate: 'password', code: refusals[check.result], reason: check.result },
    );
    if (check.result === 'unavailable') attempt.withdrawn();
    else await attempt.untilGrid(gridMs);
    throw problem;
  }
}
