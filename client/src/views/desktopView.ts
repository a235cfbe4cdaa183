import { ChannelError } from '../channels/channel.ts';
import type { Desktop } from '../desktop.ts';
import type { QualityChoice } from '../quality.ts';
import { texts } from '../texts.ts';
import { Banner } from './banner.ts';
import { failureCover, waitingCover } from './covers.ts';
import { element } from './element.ts';
import { clipboardPanel } from './panels/clipboardPanel.ts';
import { filesPanel } from './panels/filesPanel.ts';
import { keysPanel } from './panels/keysPanel.ts';
import { networkPanel } from './panels/networkPanel.ts';
import { qualityPanel } from './panels/qualityPanel.ts';
import { type AskSelfService, selfServicePanel } from './panels/selfServicePanel.ts';
import { Toolbar } from './toolbar.ts';

export interface DesktopViewOptions {
  onSignOut: () => void;
  onTryNow: () => void;
  chooseQuality: (choice: QualityChoice) => void;
  selfService: AskSelfService;
}

/** How long the user is told that the connection is back. */
const RECONNECTED_MS = 3000;

/**
 * The desktop in the whole window; above it what is told about it: a page while there is no picture yet, a banner over
 * the last picture after a cut.
 */
export class DesktopView {
  readonly element: HTMLElement;
  /** noVNC puts its picture here. */
  readonly stage: HTMLElement;
  readonly #cover = element('div', { class: 'cover' });
  readonly #lastPicture = element('img', { class: 'last-picture', alt: '', hidden: true });
  readonly #banner: Banner;
  readonly #toolbar: Toolbar;
  #tell: ((sentence: string) => void) | undefined;
  #desktop: Desktop | undefined;

  constructor({ onSignOut, onTryNow, chooseQuality, selfService }: DesktopViewOptions) {
    this.#banner = new Banner(onTryNow);
    const desktop = () => this.#desktop;
    this.stage = element('div', { class: 'stage', role: 'application', 'aria-label': texts.desktop.label });
    this.element = element('div', { class: 'desktop' });
    this.#toolbar = new Toolbar({
      page: this.element,
      panels: [
        clipboardPanel(desktop),
        filesPanel(desktop),
        keysPanel(desktop),
        qualityPanel({ desktop, choose: chooseQuality }),
        networkPanel(),
        selfServicePanel(selfService),
      ],
      toggles: [
        {
          label: texts.desktop.sound,
          isOn: () => this.#desktop?.channels.hasSound ?? false,
          toggle: () => this.#toggleSound(),
        },
        {
          label: texts.desktop.microphone,
          isOn: () => this.#desktop?.channels.hasMicrophone ?? false,
          isAllowed: () => this.#desktop?.allows.microphone ?? true,
          toggle: () => this.#toggleMicrophone(),
        },
      ],
      onSignOut,
      onClose: () => this.#desktop?.focus(),
    });
    const { element: toolbar } = this.#toolbar;
    toolbar.hidden = true;
    this.element.append(this.stage, this.#lastPicture, toolbar, this.#banner.element, this.#cover);
    this.stage.addEventListener('pointerdown', () => this.#toolbar.close());
    // Before noVNC, which takes every key.
    this.element.addEventListener('keydown', (event) => this.#shortcut(event), { capture: true });
  }

  /** Tells how far it is. */
  showProgress(sentence: string, onCancel: () => void): void {
    if (!this.#lastPicture.hidden) {
      this.#banner.show(sentence);
    } else if (this.#tell) {
      this.#tell(sentence);
    } else {
      const cover = waitingCover(onCancel);
      this.#cover.replaceChildren(cover.element);
      cover.begin(sentence);
      this.#tell = cover.tell;
    }
  }

  /** Tells what is wrong and lets the user decide. */
  async showFailure(sentence: string): Promise<'again' | 'signOut'> {
    const { promise, resolve } = Promise.withResolvers<'again' | 'signOut'>();
    this.#tell = undefined;
    this.#lastPicture.hidden = true;
    this.#banner.clear();
    this.#toolbar.element.hidden = true;
    const cover = failureCover(
      () => resolve('again'),
      () => resolve('signOut'),
    );
    this.#cover.replaceChildren(cover.element);
    cover.begin(sentence);
    return await promise;
  }

  /** Shows a desktop that has connected. */
  showDesktop(desktop: Desktop): void {
    this.#desktop = desktop;
    this.#tell = undefined;
    this.#cover.replaceChildren();
    this.#toolbar.element.hidden = false;
    this.#banner.clear();
    if (!this.#lastPicture.hidden) {
      this.#lastPicture.hidden = true;
      this.tellBriefly(texts.desktop.reconnected);
    }
    desktop.focus();
  }

  /** Keeps the picture of a desktop whose stream was cut, before noVNC takes it away. */
  keepPicture(desktop: Desktop): void {
    if (this.#desktop !== desktop) return; // it was never shown
    this.#lastPicture.src = desktop.picture();
    this.#lastPicture.hidden = false;
  }

  /** Tells something over the desktop for a moment. */
  tellBriefly(sentence: string): void {
    this.#banner.show(sentence);
    setTimeout(() => this.#banner.clear(), RECONNECTED_MS);
  }

  /** Tells when the next attempt to connect is made. */
  countDown(milliseconds: number): void {
    this.#banner.count(milliseconds);
  }

  async #toggleSound(): Promise<void> {
    const channels = this.#desktop?.channels;
    if (channels?.hasSound) channels.stopSound();
    else await this.#tried(() => channels?.playSound());
  }

  async #toggleMicrophone(): Promise<void> {
    const channels = this.#desktop?.channels;
    if (channels?.hasMicrophone) channels.stopMicrophone();
    else await this.#tried(() => channels?.startMicrophone());
  }

  async #tried(start: () => Promise<void> | undefined): Promise<void> {
    try {
      await start();
    } catch (error) {
      const isRefused = error instanceof ChannelError && error.end === 'NOT_ALLOWED';
      this.tellBriefly(isRefused ? texts.desktop.notAllowed : texts.desktop.notAvailable);
    }
  }

  #shortcut(event: KeyboardEvent): void {
    if (event.code !== 'KeyM' || !event.ctrlKey || !event.altKey || !event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    // noVNC lets go of the keys that are down when the window loses the focus; their releases go to the menu now.
    window.dispatchEvent(new Event('blur'));
    this.#toolbar.toggle();
  }
}
