import type { DesktopAnswer, SignInAnswer } from '../../server/src/access/model/api.ts';
import type { SelfServiceAnswer } from '../../server/src/access/model/selfServiceApi.ts';
import type { Api, SelfServiceRequest } from './api.ts';
import { pause } from './retry.ts';

type SessionApi = Pick<Api, 'ticket' | 'signOut'> & Partial<Pick<Api, 'selfService'>>;

/** A user who has signed in. What proves it stays in memory: a closed or reloaded page has to sign in again. */
export class Session {
  readonly userName: string;
  /** The protocol of the WorkSpace's bundle, as soon as there was a ticket. */
  protocol: 'PCOIP' | 'WSP' | undefined;
  readonly #api: SessionApi;
  readonly #token: string;
  readonly #nowMs: () => number;
  /** What signing in said about the desktop, and when; it is good for one attempt. */
  #first: { answer: DesktopAnswer; atMs: number } | undefined;

  /** @param nowMs a clock that goes on evenly */
  constructor(api: SessionApi, answer: SignInAnswer, nowMs: () => number) {
    this.#api = api;
    this.#token = answer.sessionToken;
    this.#nowMs = nowMs;
    this.userName = answer.userName;
    this.#first = { answer: answer.desktop, atMs: nowMs() };
  }

  /**
   * A ticket for the stream, as soon as the desktop is there.
   * @param onState called with the WorkSpace's state for as long as there is none
   * @returns undefined when the signal was aborted
   * @throws Problem
   */
  async ticket(signal: AbortSignal, onState: (state: string) => void): Promise<string | undefined> {
    let answer = this.#takeFirst() ?? (await this.#api.ticket(this.#token));
    while (answer.status === 'waiting' && !signal.aborted) {
      onState(answer.state);
      await pause(answer.retryAfterSeconds * 1000, signal);
      if (!signal.aborted) answer = await this.#api.ticket(this.#token);
    }
    if (answer.status !== 'ready' || signal.aborted) return undefined;
    this.protocol = answer.protocol;
    return answer.ticket;
  }

  /** Ends the session; the desktop's programs go on. */
  async signOut(): Promise<void> {
    await this.#api.signOut(this.#token);
  }

  /** What the user may do with the WorkSpace, after having done one of it. @throws Problem */
  async selfService(request: SelfServiceRequest): Promise<SelfServiceAnswer> {
    if (!this.#api.selfService) throw new Error('There is no self-service here.');
    return await this.#api.selfService(this.#token, request);
  }

  #takeFirst(): DesktopAnswer | undefined {
    const first = this.#first;
    this.#first = undefined;
    if (!first) return undefined;
    const { answer, atMs } = first;
    if (answer.status === 'ready' && this.#nowMs() - atMs > answer.expiresInSeconds * 1000) return undefined;
    return answer;
  }
}
