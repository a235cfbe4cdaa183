import type { StreamEnd } from '../../server/src/streaming/model/messages.ts';
import { Problem } from './api.ts';
import { pause, Retries } from './retry.ts';
import { StreamEndedError } from './stream.ts';
import { texts } from './texts.ts';

/** Ends of a stream that a further attempt may mend. */
const passingEnds: ReadonlySet<StreamEnd> = new Set([
  'GATEWAY_STOPPED',
  'GATEWAY_LOST',
  'INTERNAL_ERROR',
  'CLIENT_LOST',
  'TICKET_REFUSED',
  'DESKTOP_UNREACHABLE',
  'DESKTOP_CLOSED',
]);

/** Ends about which the gateway says more when the next ticket is asked for. */
const toldAtNextTicket: ReadonlySet<StreamEnd> = new Set(['TAKEN_OVER', 'ADDRESS_REFUSED', 'DEVICE_REFUSED']);

/** Problems of the network and of gateways that are being started or replaced. */
const passingProblems: ReadonlySet<Problem['code']> = new Set(['Offline', 'Unreadable', 'InternalError']);

/** The attempts to get a stream, at the beginning and after a cut. */
export class Attempts {
  readonly #retries = new Retries();
  readonly #nowMs: () => number;
  readonly #onPause: (milliseconds: number) => void;
  #now = new AbortController();

  /**
   * @param nowMs a clock that goes on evenly
   * @param onPause hears how long it is until the next attempt
   */
  constructor(nowMs: () => number, onPause: (milliseconds: number) => void = () => undefined) {
    this.#nowMs = nowMs;
    this.#onPause = onPause;
  }

  /**
   * Runs `attempt` until it succeeds.
   * @returns undefined when the signal was aborted
   * @throws Problem when the reason does not pass, or did not pass in time
   */
  async run<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T | undefined> {
    while (!signal.aborted) {
      try {
        return await attempt();
      } catch (error) {
        if (!signal.aborted) await this.#afterFailure(error, 0, signal);
      }
    }
    return undefined;
  }

  /**
   * Pauses after a stream has been cut.
   * @throws Problem when there have been too many cuts one after another, or the end is not one that passes
   */
  async cut(end: StreamEnd, livedMs: number, signal: AbortSignal): Promise<void> {
    // There is nothing to wait for: the request for the next ticket is refused with the gateway's sentence about it.
    if (toldAtNextTicket.has(end)) return;
    await this.#afterFailure(new StreamEndedError(end), livedMs, signal);
  }

  /** Ends a pause at once. */
  tryNow(): void {
    this.#now.abort();
  }

  async #afterFailure(error: unknown, livedMs: number, signal: AbortSignal): Promise<void> {
    const pauseMs = mayPass(error) ? this.#retries.next(this.#nowMs(), livedMs) : undefined;
    if (pauseMs === undefined) throw asProblem(error);
    this.#onPause(pauseMs);
    this.#now = new AbortController();
    await pause(pauseMs, AbortSignal.any([signal, this.#now.signal]));
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof StreamEndedError) return passingEnds.has(error.end);
  return error instanceof Problem && passingProblems.has(error.code);
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof StreamEndedError)) return error;
  const { problems } = texts;
  if (error.end === 'PROTOCOL_ERROR') return new Problem('Unreadable', problems.protocol);
  if (error.end === 'WORKSPACE_STOPPED') return new Problem('Stopped', problems.stopped);
  if (error.end === 'IDLE') return new Problem('Stopped', problems.idle);
  if (error.end === 'WRONG_PORT') return new Problem('Stopped', problems.wrongPort);
  if (error.end === 'DESKTOP_UNREACHABLE') return new Problem('Offline', problems.desktopUnreachable);
  return new Problem('Offline', problems.connectionLost);
}
