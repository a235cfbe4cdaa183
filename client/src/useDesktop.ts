import { Problem } from './api.ts';
import { Attempts } from './connect.ts';
import type { Desktop } from './desktop.ts';
import { offerDownload } from './download.ts';
import type { QualityChoice } from './quality.ts';
import type { Session } from './session.ts';
import { openStream, streamUrl } from './stream.ts';
import { texts } from './texts.ts';
import { DesktopView } from './views/desktopView.ts';
import type { Farewell } from './views/signInView.ts';

/** Problems that leave the session as it is; after the others the user has to sign in again. */
const sessionGoesOn: ReadonlySet<Problem['code']> = new Set([
  'Offline',
  'Unreadable',
  'InternalError',
  'DirectoryUnavailable',
  'TooManyAttempts',
  'WorkspaceUnhealthy',
  'WorkspaceInMaintenance',
  'Stopped',
]);

/** Shows a signed-in user the desktop, over all cuts, until the session ends. */
export class DesktopUse {
  readonly view = new DesktopView({
    onSignOut: () => this.#leave(),
    onTryNow: () => this.#attempts.tryNow(),
    chooseQuality: (choice) => {
      this.#quality = choice;
    },
    selfService: (request) => this.#session.selfService(request),
  });
  readonly #session: Session;
  readonly #attempts = new Attempts(
    () => performance.now(),
    (milliseconds) => this.view.countDown(milliseconds),
  );
  readonly #left = new AbortController();
  #wasShown = false;
  #quality: QualityChoice = 'auto';

  constructor(session: Session) {
    this.#session = session;
  }

  /** @returns why the session ended */
  async run(): Promise<Farewell> {
    const { signal } = this.#left;
    while (!signal.aborted) {
      try {
        if ((await this.#streams(signal)) === 'SIGNED_OUT') return signedOut;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (!sessionGoesOn.has(error.code)) return { kind: 'problem', sentence: error.message };
        this.#wasShown = false;
        if ((await this.view.showFailure(error.message)) === 'signOut') this.#leave();
      }
    }
    return await this.#signOut();
  }

  /** One stream after the other, until the user leaves or has signed out elsewhere. */
  async #streams(signal: AbortSignal): Promise<'LEFT' | 'SIGNED_OUT'> {
    this.#tell();
    for (;;) {
      const desktop = await this.#attempts.run(signal, () => this.#connect(signal));
      if (!desktop) return 'LEFT';
      this.view.showDesktop(desktop);
      this.#wasShown = true;
      const shownAtMs = performance.now();
      const end = await desktop.ended;
      if (signal.aborted) return 'LEFT';
      if (end === 'SIGNED_OUT') return end;
      this.#tell();
      await this.#attempts.cut(end, performance.now() - shownAtMs, signal);
    }
  }

  /** A desktop that has connected; undefined when the user leaves. */
  async #connect(signal: AbortSignal): Promise<Desktop | undefined> {
    const { Desktop } = await import('./desktop.ts');
    const ticket = await this.#session.ticket(signal, (state) => this.#tell(state));
    if (ticket === undefined) return undefined;
    this.#tell();
    const url = streamUrl(new URL(window.location.href));
    const desktop = await openStream(
      url,
      ticket,
      signal,
      (webSocket, ready) =>
        new Desktop({
          ...{ target: this.view.stage, webSocket, ready, quality: this.#quality },
          onCut: (cut) => this.view.keepPicture(cut),
        }),
    );
    signal.addEventListener('abort', () => desktop.close());
    await desktop.connected;
    desktop.channels.begin({
      video: this.#session.protocol === 'WSP',
      allows: desktop.allows,
      onPrint: ({ title, pdf }) => {
        offerDownload(pdf, `${title || 'print'}.pdf`);
        this.view.tellBriefly(texts.desktop.printed(title));
      },
    });
    return desktop;
  }

  /** Says how far it is; with the state of a WorkSpace that has to come up first. */
  #tell(state?: string): void {
    const { connecting, reconnecting, states, anyState } = texts.progress;
    const sentence = this.#wasShown ? reconnecting : connecting;
    this.view.showProgress(state === undefined ? sentence : (states[state] ?? anyState), () => this.#leave());
  }

  #leave(): void {
    this.#left.abort();
  }

  async #signOut(): Promise<Farewell> {
    if (document.fullscreenElement) await document.exitFullscreen();
    try {
      await this.#session.signOut();
      return signedOut;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { kind: 'problem', sentence: error.message };
    }
  }
}

const signedOut: Farewell = { kind: 'status', sentence: texts.signIn.signedOut };
