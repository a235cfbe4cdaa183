import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { DesktopAnswer } from '../access/model/api.ts';
import type { StreamEnd } from '../streaming/model/messages.ts';
import { endings } from './endings.ts';
import { ConnectFailure } from './failure.ts';
import type { GatewayAddress, GatewayApi } from './gatewayApi.ts';
import { LOCAL_ADDRESS, LocalPort } from './localPort.ts';
import type { Report } from './report.ts';
import { openStream, relay, StreamRefused } from './stream.ts';
import type { RunningViewer } from './viewers.ts';

export interface DesktopSessionOptions {
  api: GatewayApi;
  gateway: GatewayAddress;
  sessionToken: string;
  /** 0 for any that is free. */
  port: number;
  password: string;
  /** Starts a viewer for the local port; undefined where there is none to be started. */
  viewer?: { program: string; takesPasswordFile: boolean; start(port: number): RunningViewer } | undefined;
  report: Report;
  /** Aborted when the user ends the program. */
  signal: AbortSignal;
  /** How long it is tried to get the desktop back after a cut. */
  resumeMs?: number;
  /** The first pause between two tries; it doubles up to 15 s. */
  retryMs?: number;
}

/** As long as sessions outlast a cut unless the directory says otherwise. */
const RESUME_MS = 20 * 60_000;
const RETRY_MS = 1000;
const RETRY_MS_MAX = 15_000;

/** Shows a session's desktop through the local port, again after every cut, until it is over for good. */
export class DesktopSession {
  readonly #options: DesktopSessionOptions;
  readonly #over = Promise.withResolvers<void>();
  /** The viewer that we have started. */
  #running: RunningViewer | undefined;
  /** A viewer that shows the desktop, or is about to. */
  #shown: Socket | undefined;
  /** Whether something was shown since it was started. */
  #hasShown = false;
  #isMending = false;
  #isOver = false;
  #port: LocalPort | undefined;

  constructor(options: DesktopSessionOptions) {
    this.#options = options;
  }

  /**
   * Comes back when the user ends it.
   * @throws ConnectFailure when something else does
   */
  async run(first: DesktopAnswer): Promise<void> {
    const { port, password, report, signal, viewer } = this.#options;
    const abort = () => this.#over.resolve();
    signal.addEventListener('abort', abort, { once: true });
    try {
      await this.#ready(first);
      this.#port = await LocalPort.open(port, password, {
        viewer: (socket, rest) => void this.#serve(socket, rest),
        guessed: () =>
          this.#fail('streamEnded', 'PasswordGuessed', 'Somebody guesses at the password of the local port.'),
      });
      const shows = !viewer?.takesPasswordFile && { password };
      report({ event: 'listening', host: LOCAL_ADDRESS, port: this.#port.port, ...shows });
      this.#startViewer();
      await this.#over.promise;
    } catch (error) {
      // What the user has called off did not fail.
      if (!signal.aborted) throw error;
    } finally {
      this.#isOver = true;
      signal.removeEventListener('abort', abort);
      this.#port?.close();
      this.#shown?.destroy();
      this.#running?.stop();
      await this.#running?.ended;
    }
  }

  #fail(kind: 'streamEnded', reason: string, message: string): void {
    this.#over.reject(new ConnectFailure(kind, reason, message));
  }

  /** Waits until the desktop is there. @returns its ticket */
  async #ready(first: DesktopAnswer): Promise<string> {
    const { api, sessionToken, report, signal } = this.#options;
    let answer = first;
    let state: string | undefined;
    while (answer.status === 'waiting') {
      if (answer.state !== state) report({ event: 'waiting', state: answer.state });
      state = answer.state;
      await delay(answer.retryAfterSeconds * 1000, undefined, { signal });
      answer = await api.ticket(sessionToken);
    }
    return answer.ticket;
  }

  #startViewer(): void {
    const { viewer, report } = this.#options;
    if (!viewer || !this.#port || this.#isOver) return;
    this.#hasShown = false;
    const running = viewer.start(this.#port.port);
    this.#running = running;
    report({ event: 'viewerStarted', program: viewer.program });
    void running.ended.then((problem) => this.#viewerEnded(running, problem));
  }

  /** A viewer that ends without having shown anything leaves the local port to others. */
  #viewerEnded(running: RunningViewer, problem: string | undefined): void {
    if (running !== this.#running || this.#isMending || this.#isOver) return;
    this.#running = undefined;
    const { viewer, report, password } = this.#options;
    // What only hands the address on, as open(1) does, ends at once.
    if (!viewer?.takesPasswordFile && problem === undefined) return;
    // Some say by their code that the connection was closed, which is what we see ourselves.
    if (problem === undefined || this.#hasShown) {
      this.#over.resolve();
      return;
    }
    report({ event: 'viewerFailed', message: problem });
    if (this.#port) report({ event: 'listening', host: LOCAL_ADDRESS, port: this.#port.port, password });
  }

  /** Shows the desktop in a viewer, of which there is one at a time. */
  async #serve(socket: Socket, rest: Buffer): Promise<void> {
    if (this.#shown) {
      socket.destroy();
      return;
    }
    this.#shown = socket;
    const end = await this.#show(socket, rest).catch((error: unknown) => {
      socket.destroy();
      if (error instanceof StreamRefused) return error.end;
      if (error instanceof ConnectFailure && error.reason === 'Offline') return 'CLIENT_LOST';
      this.#over.reject(error);
      return undefined;
    });
    this.#shown = undefined;
    if (end !== undefined && !this.#options.signal.aborted) await this.#ended(end);
  }

  async #show(socket: Socket, rest: Buffer): Promise<StreamEnd> {
    const { api, gateway, sessionToken, report } = this.#options;
    const ticket = await this.#ready(await api.ticket(sessionToken));
    const stream = await openStream(gateway, ticket);
    this.#hasShown = true;
    report({ event: 'connected' });
    return await relay(socket, stream.webSocket, stream.rest, rest);
  }

  async #ended(end: StreamEnd): Promise<void> {
    const { report, viewer } = this.#options;
    const { sentence, passes } = endings[end];
    // Whoever closes the window that we have opened is done; others may open another one.
    if (end === 'CLIENT_CLOSED') {
      if (viewer?.takesPasswordFile && this.#running) this.#over.resolve();
      return;
    }
    if (!passes) {
      this.#fail('streamEnded', end, sentence);
      return;
    }
    report({ event: 'cut', reason: end, message: sentence });
    this.#isMending = true;
    try {
      await this.#mend();
    } catch (error) {
      this.#over.reject(error);
    } finally {
      this.#isMending = false;
    }
  }

  /** Waits for the desktop after a cut, and gives it a new viewer: a viewer cannot go on in the middle of a stream. */
  async #mend(): Promise<void> {
    const { api, sessionToken, signal, viewer, resumeMs = RESUME_MS, retryMs = RETRY_MS } = this.#options;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(resumeMs)]);
    const before = this.#running;
    before?.stop();
    await before?.ended;
    for (let pauseMs = retryMs; ; pauseMs = Math.min(pauseMs * 2, RETRY_MS_MAX)) {
      await delay(pauseMs, undefined, { signal: deadline }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#ready(await api.ticket(sessionToken));
        break;
      } catch (error) {
        const mayPass =
          error instanceof ConnectFailure &&
          ['Offline', 'Unreadable', 'InternalError'].includes(error.reason);
        if (signal.aborted) return;
        if (!mayPass || deadline.aborted) throw error;
      }
    }
    if (viewer?.takesPasswordFile && before) this.#startViewer();
  }
}
