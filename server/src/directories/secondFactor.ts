import type { Sealer } from '../base/seal.ts';
import type { Database } from '../database/database.ts';
import {
  askRadius,
  failureTexts,
  type RadiusChallenge,
  type RadiusResult,
  type RadiusServers,
} from '../radius/client.ts';
import { radiusSecretContext } from './model/secrets.ts';
import { findRadius, type Radius } from './store/radius.ts';

/** Whether a directory asks for a second factor, and whether it can be given: nobody signs in while it cannot. */
export type SecondFactorState = 'none' | 'ready' | 'beingSetUp' | 'failed';

export interface CodeQuestion {
  /** The account's own name. */
  userName: string;
  code: string;
  clientAddress: string;
  /** What {@link CodeCheck} gave with the challenge that this answers. */
  challenge?: RadiusChallenge | undefined;
}

export type CodeCheck =
  | { result: 'accepted' | 'rejected' }
  /** A further code is wanted. */
  | { result: 'challenge'; prompt: string; challenge: RadiusChallenge }
  /** Nothing was checked; the reason is for the log. */
  | { result: 'unavailable'; reason: string };

/** The second factor of the directories that have one. */
export interface SecondFactor {
  stateOf(directoryId: string): Promise<SecondFactorState>;
  /** Takes as long as the directory's settings allow the servers. */
  check(directoryId: string, question: CodeQuestion): Promise<CodeCheck>;
}

const states = { Creating: 'beingSetUp', Completed: 'ready', Failed: 'failed' } as const;

/** A second factor that is checked by the directory's RADIUS servers. */
export class RadiusSecondFactor implements SecondFactor {
  readonly #database: Database;
  readonly #sealer: Sealer;
  /** The server of each directory that answered last: one that is down costs its time-out once, not every user. */
  readonly #answering = new Map<string, string>();

  constructor(database: Database, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
  }

  async stateOf(directoryId: string): Promise<SecondFactorState> {
    const radius = await findRadius(this.#database, directoryId);
    return radius ? states[radius.status] : 'none';
  }

  async check(directoryId: string, question: CodeQuestion): Promise<CodeCheck> {
    const radius = await findRadius(this.#database, directoryId);
    if (radius?.status !== 'Completed') {
      return { result: 'unavailable', reason: 'the directory has no RADIUS servers that are ready' };
    }
    const all = radiusServers(radius, this.#sealer, directoryId);
    const answering = this.#answering.get(directoryId);
    const servers = all.servers.toSorted((a, b) => Number(b === answering) - Number(a === answering));
    const { code, ...rest } = question;
    const result = await askRadius({ ...all, servers }, { ...rest, password: code });
    const server = result.status === 'challenge' ? result.challenge.server : serverOf(result);
    if (server !== undefined) this.#answering.set(directoryId, server);
    return checkOf(result);
  }
}

function serverOf(result: RadiusResult): string | undefined {
  return 'server' in result ? result.server : undefined;
}

function checkOf(result: RadiusResult): CodeCheck {
  switch (result.status) {
    case 'challenge':
      return { result: 'challenge', prompt: result.prompt, challenge: result.challenge };
    case 'unavailable':
      return { result: 'unavailable', reason: radiusFailure(result) };
    default:
      return { result: result.status };
  }
}

/** Where and how the codes of a directory's users are checked. */
export function radiusServers(radius: Radius, sealer: Sealer, directoryId: string): RadiusServers {
  const { settings, sealedSecret } = radius;
  return {
    servers: [...settings.servers, ...settings.serversIpv6],
    port: settings.port,
    protocol: settings.protocol,
    secret: sealer.open(sealedSecret, radiusSecretContext(directoryId)),
    timeoutMs: settings.timeoutSeconds * 1000,
    retries: settings.retries,
  };
}

/** What is the matter with each server, in one sentence for the administrator. */
export function radiusFailure({ failures }: Extract<RadiusResult, { status: 'unavailable' }>): string {
  const sentences = failures.map(({ server, reason }) => `the server ${server} ${failureTexts[reason]}`);
  return sentences.join('; ');
}
