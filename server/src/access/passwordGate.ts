import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { PasswordCheck, PasswordResult } from '../directories/index.ts';
import type { Client, Visit } from './model/client.ts';
import { type DelayRule, FailureDelays } from './model/failureDelays.ts';
import { AccessProblem, type ProblemCode } from './model/problems.ts';
import { refuse } from './refusal.ts';

/** Checks a user's password against the directory. */
export type PasswordChecker = (
  directoryId: string,
  userName: string,
  password: string,
) => Promise<PasswordCheck>;

/** A minute at most: whoever guesses at a user's password must not be able to keep the user out for long. */
const USER_RULE: DelayRule = {
  freeFailures: 5,
  firstDelayMs: 1000,
  delayMsMax: 60_000,
  forgetAfterMs: 900_000,
};

/** Many users may share one address. */
const ADDRESS_RULE: DelayRule = {
  freeFailures: 20,
  firstDelayMs: 1000,
  delayMsMax: 300_000,
  forgetAfterMs: 900_000,
};

/**
 * A refusal is answered at a whole multiple of this after the request, so that the time that the directory took
 * (which depends on whether the user exists) is not to be seen.
 */
const REFUSAL_GRID_MS = 400;

/** What a user is told. An account that is disabled or locked looks like a wrong password to whoever guesses. */
const refusals: Readonly<Record<Exclude<PasswordResult, 'accepted'>, ProblemCode>> = {
  rejected: 'SignInRejected',
  disabled: 'SignInRejected',
  locked: 'SignInRejected',
  expired: 'PasswordExpired',
  mustChange: 'PasswordMustChange',
  unavailable: 'DirectoryUnavailable',
};

/** An attempt counts as failed until it is said to have succeeded. */
interface Attempt {
  succeeded(): void;
}

/** The fourth gate. Lets passwords through to the directory, the more slowly the more of them were wrong. */
export class PasswordGate {
  readonly #check: PasswordChecker;
  readonly #log: Logger;
  readonly #users: FailureDelays;
  readonly #addresses: FailureDelays;

  constructor(deps: { checkPassword: PasswordChecker; clock: Clock; log: Logger }) {
    this.#check = deps.checkPassword;
    this.#log = deps.log;
    this.#users = new FailureDelays(USER_RULE, deps.clock);
    this.#addresses = new FailureDelays(ADDRESS_RULE, deps.clock);
  }

  /**
   * Admits an attempt of a client's address.
   * @throws AccessProblem TooManyAttempts
   */
  admit({ address }: Client): Attempt {
    requireNoWait(this.#addresses.begin(address));
    return { succeeded: () => this.#addresses.forgive(address) };
  }

  /**
   * @param visit with the user's name as it was entered
   * @returns the account's own name
   * @throws AccessProblem when the user does not get in
   */
  async check(visit: Visit & { userName: string }, password: string): Promise<string> {
    const { directoryId, userName, client } = visit;
    const attempt = this.admit(client);
    const userKey = `${directoryId}/${accountPart(userName)}`;
    const userWaitMs = this.#users.begin(userKey);
    if (userWaitMs > 0) attempt.succeeded();
    requireNoWait(userWaitMs);

    const startedAt = performance.now();
    const check = await this.#check(directoryId, userName, password);
    if (check.result === 'accepted' || check.result === 'unavailable') {
      attempt.succeeded();
      if (check.result === 'accepted') this.#users.forget(userKey);
      else this.#users.forgive(userKey);
    }
    if (check.result === 'accepted') return check.userName;

    const code = refusals[check.result];
    const problem = refuse(
      this.#log,
      { ...visit, userName: check.userName },
      {
        gate: 'password',
        code,
        reason: check.result,
      },
    );
    if (check.result !== 'unavailable') await untilGrid(performance.now() - startedAt);
    throw problem;
  }
}

function requireNoWait(waitMs: number): void {
  if (waitMs > 0) throw new AccessProblem('TooManyAttempts', Math.ceil(waitMs / 1000));
}

async function untilGrid(elapsedMs: number): Promise<void> {
  await delay(REFUSAL_GRID_MS - (elapsedMs % REFUSAL_GRID_MS));
}

/** `name` of `DOMAIN\name`, `name@domain` and `name`, which are one account to a guesser. */
function accountPart(userName: string): string {
  const withoutDomain = userName.trim().split('\\').at(-1) ?? '';
  return (withoutDomain.split('@')[0] ?? '').toLowerCase();
}
