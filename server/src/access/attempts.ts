import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Client, Visit } from './model/client.ts';
import { type DelayRule, FailureDelays } from './model/failureDelays.ts';
import { AccessProblem } from './model/problems.ts';

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

/** An attempt to sign in. It counts as failed, for the user and for the address, until it is said not to have. */
export interface Attempt {
  /** The user got in: what failed before counts no more. */
  succeeded(): void;
  /** Nothing was found out about the user: it does not count. */
  withdrawn(): void;
  /** A further code is wanted: it counts until that is right, but not for others at the address. */
  continued(): void;
  /**
   * Waits until a whole multiple of `gridMs` after the attempt began: how long a refusal took (which depends on
   * whether the user exists, and on what was wrong) is then not to be seen.
   */
  untilGrid(gridMs: number): Promise<void>;
}

/** Lets attempts through the more slowly the more of them have failed. Wrong passwords and wrong codes are one. */
export class Attempts {
  readonly #users: FailureDelays;
  readonly #addresses: FailureDelays;

  constructor(clock: Clock) {
    this.#users = new FailureDelays(USER_RULE, clock);
    this.#addresses = new FailureDelays(ADDRESS_RULE, clock);
  }

  /**
   * Admits an attempt of a client's address.
   * @throws AccessProblem TooManyAttempts
   */
  admit({ address }: Client): { succeeded(): void } {
    requireNoWait(this.#addresses.begin(address));
    return { succeeded: () => this.#addresses.forgive(address) };
  }

  /**
   * Admits an attempt at a user's account.
   * @param visit with the user's name as it was entered
   * @throws AccessProblem TooManyAttempts
   */
  begin({ directoryId, userName, client }: Visit & { userName: string }): Attempt {
    const address = this.admit(client);
    const userKey = `${directoryId}/${accountPart(userName)}`;
    const userWaitMs = this.#users.begin(userKey);
    if (userWaitMs > 0) address.succeeded();
    requireNoWait(userWaitMs);

    const startedAt = performance.now();
    return {
      succeeded: () => {
        address.succeeded();
        this.#users.forget(userKey);
      },
      withdrawn: () => {
        address.succeeded();
        this.#users.forgive(userKey);
      },
      continued: () => address.succeeded(),
      untilGrid: (gridMs) => delay(gridMs - ((performance.now() - startedAt) % gridMs)),
    };
  }
}

function requireNoWait(waitMs: number): void {
  if (waitMs > 0) throw new AccessProblem('TooManyAttempts', Math.ceil(waitMs / 1000));
}

/** `name` of `DOMAIN\name`, `name@domain` and `name`, which are one account to a guesser. */
function accountPart(userName: string): string {
  const withoutDomain = userName.trim().split('\\').at(-1) ?? '';
  return (withoutDomain.split('@')[0] ?? '').toLowerCase();
}
