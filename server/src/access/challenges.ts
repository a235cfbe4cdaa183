import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Sealer } from '../base/seal.ts';

/** An attempt that waits for a further code. */
export interface Challenge {
  directoryId: string;
  /** As it was entered, which is what failures are counted by. */
  enteredName: string;
  /** The account's own name. */
  userName: string;
  clientAddress: string;
  /** Who asked for the code. */
  server: string;
  /** What that server knows the attempt by. */
  state?: Buffer | undefined;
}

/** How long a user has for a code that must come by mail or telephone. */
export const CHALLENGE_LIFETIME_SECONDS = 120;

const CONTEXT = 'access.challenge';

const content = z.object({
  challengeId: z.string(),
  expiresAt: z.number(),
  directoryId: z.string(),
  enteredName: z.string(),
  userName: z.string(),
  clientAddress: z.string(),
  server: z.string(),
  state: z.string().optional(),
});

/**
 * Tokens for attempts that wait for a further code. They are sealed, so that whichever gateway the answer comes to can
 * read them and nobody else; a gateway takes each of them once.
 */
export class Challenges {
  readonly #sealer: Sealer;
  readonly #clock: Clock;
  /** When those that were taken expire. */
  readonly #taken = new Map<string, number>();

  constructor({ sealer, clock }: { sealer: Sealer; clock: Clock }) {
    this.#sealer = sealer;
    this.#clock = clock;
  }

  issue({ state, ...challenge }: Challenge): string {
    const text = JSON.stringify({
      ...challenge,
      state: state?.toString('base64'),
      challengeId: randomUUID(),
      expiresAt: this.#clock.now().getTime() + CHALLENGE_LIFETIME_SECONDS * 1000,
    });
    return this.#sealer.seal(text, CONTEXT).toString('base64url');
  }

  /**
   * What the token stands for, with a function that takes it; undefined when it is forged, too old, of another
   * directory or address, or taken.
   */
  read(
    token: string,
    at: Pick<Challenge, 'directoryId' | 'clientAddress'>,
  ): { challenge: Challenge; take: () => void } | undefined {
    const found = this.#open(token);
    if (found?.directoryId !== at.directoryId || found.clientAddress !== at.clientAddress) return undefined;
    const { challengeId, expiresAt, state, ...challenge } = found;
    const now = this.#clock.now().getTime();
    for (const [id, until] of this.#taken) if (until <= now) this.#taken.delete(id);
    if (expiresAt <= now || this.#taken.has(challengeId)) return undefined;
    return {
      challenge: { ...challenge, state: state === undefined ? undefined : Buffer.from(state, 'base64') },
      take: () => this.#taken.set(challengeId, expiresAt),
    };
  }

  #open(token: string): z.infer<typeof content> | undefined {
    try {
      return content.parse(JSON.parse(this.#sealer.open(Buffer.from(token, 'base64url'), CONTEXT)));
    } catch {
      // Only what we have sealed opens: all else is forged, whatever is wrong with it.
      return undefined;
    }
  }
}
