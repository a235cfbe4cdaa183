import type { Logger } from '../base/log.ts';
import type { CodeQuestion, SecondFactor } from '../directories/index.ts';
import type { Attempt, Attempts } from './attempts.ts';
import type { Challenge, Challenges } from './challenges.ts';
import type { SignInChallenge } from './model/api.ts';
import type { Visit } from './model/client.ts';
import type { AccessProblem } from './model/problems.ts';
import { refuse } from './refusal.ts';

/**
 * Where a directory asks for codes, refusals are answered on this grid: RADIUS servers take up to a second and a bit
 * for a rejection (FreeRADIUS holds it back for one), and a wrong code is to look like a wrong password.
 */
export const MFA_REFUSAL_GRID_MS = 1600;

export interface MfaGateDeps {
  secondFactor: SecondFactor;
  log: Logger;
}

/** The fifth gate: the second factor, where the directory asks for one. */
export class MfaGate {
  readonly #deps: MfaGateDeps;
  readonly #attempts: Attempts;
  readonly #challenges: Challenges;

  constructor(deps: MfaGateDeps, attempts: Attempts, challenges: Challenges) {
    this.#deps = deps;
    this.#attempts = attempts;
    this.#challenges = challenges;
  }

  /** Whether users of the directory are asked for a code. */
  async asksForCode(directoryId: string): Promise<boolean> {
    return (await this.#deps.secondFactor.stateOf(directoryId)) !== 'none';
  }

  /**
   * What can be said before the password is looked at, and so tells nothing about it.
   * @returns the code to be checked; undefined where the directory asks for none
   * @throws AccessProblem where the second factor is not ready, or the code is missing
   */
  async codeFor(visit: Visit, code: string | undefined): Promise<string | undefined> {
    const state = await this.#deps.secondFactor.stateOf(visit.directoryId);
    if (state === 'none') return undefined;
    if (state !== 'ready') {
      const reason = state === 'failed' ? 'no RADIUS server answered' : 'the RADIUS servers are being tried';
      throw this.#refuse(visit, 'MfaNotReady', reason);
    }
    if (code === undefined) throw this.#refuse(visit, 'MfaCodeRequired', 'no code was given');
    return code;
  }

  /**
   * Checks the code of somebody whose password was right.
   * @param visit with the user's name as it was entered
   * @param userName the account's own name
   * @returns the wish for a further code; undefined when this one was right and enough
   * @throws AccessProblem when the user does not get in
   */
  async check(
    visit: Visit & { userName: string },
    userName: string,
    code: string,
    attempt: Attempt,
  ): Promise<SignInChallenge | undefined> {
    const asked = { directoryId: visit.directoryId, enteredName: visit.userName, userName };
    return await this.#ask(visit, asked, { code }, attempt);
  }

  /**
   * Checks a further code.
   * @returns the account's own name, or the wish for yet another code
   * @throws AccessProblem when the user does not get in
   */
  async answer(
    visit: Visit,
    challengeToken: string,
    code: string,
  ): Promise<{ userName: string } | SignInChallenge> {
    const at = { directoryId: visit.directoryId, clientAddress: visit.client.address };
    const found = this.#challenges.read(challengeToken, at);
    if (!found) throw this.#refuse(visit, 'ChallengeExpired', 'the challenge is unknown, or over');
    const { challenge, take } = found;
    const named = { ...visit, userName: challenge.enteredName };
    const attempt = this.#attempts.begin(named);
    take();
    const again = await this.#ask(named, challenge, { code, challenge }, attempt);
    if (again) return again;
    attempt.succeeded();
    return { userName: challenge.userName };
  }

  async #ask(
    visit: Visit,
    { directoryId, enteredName, userName }: Pick<Challenge, 'directoryId' | 'enteredName' | 'userName'>,
    question: Pick<CodeQuestion, 'code' | 'challenge'>,
    attempt: Attempt,
  ): Promise<SignInChallenge | undefined> {
    const clientAddress = visit.client.address;
    const { secondFactor } = this.#deps;
    const check = await secondFactor.check(directoryId, { ...question, userName, clientAddress });
    const named = { ...visit, userName };
    switch (check.result) {
      case 'accepted':
        return undefined;
      case 'challenge': {
        attempt.continued();
        const challenge = { directoryId, enteredName, userName, clientAddress, ...check.challenge };
        const challengeToken = this.#challenges.issue(challenge);
        return { status: 'challenge', challengeToken, prompt: check.prompt };
      }
      case 'rejected':
        await attempt.untilGrid(MFA_REFUSAL_GRID_MS);
        throw this.#refuse(named, 'SignInRejected', 'the code was rejected');
      case 'unavailable':
        attempt.withdrawn();
        throw this.#refuse(named, 'MfaUnavailable', check.reason);
    }
  }

  #refuse(visit: Visit, code: AccessProblem['code'], reason: string): AccessProblem {
    return refuse(this.#deps.log, visit, { gate: 'mfa', code, reason });
  }
}
