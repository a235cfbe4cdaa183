import type { Desktop } from '../desktop.ts';
import { texts } from '../texts.ts';
import { failureCover, waitingCover } from './covers.ts';
import { element } from './element.ts';
import { Notice } from './notice.ts';
import { Toolbar } from './toolbar.ts';

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
  readonly #banner = new Notice('status', 'banner');
  readonly #toolbar: Toolbar;
  #tell: ((sentence: string) => void) | undefined;
  #desktop: Desktop | undefined;

  constructor(onSignOut: () => void) {
    this.stage = element('div', { class: 'stage', role: 'application', 'aria-label': texts.desktop.label });
    this.element = element('div', { class: 'desktop' });
    this.#toolbar = new Toolbar({
      page: this.element,
      onCtrlAltDel: () => this.#desktop?.sendCtrlAltDel(),
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
      this.#banner.show(texts.desktop.reconnected);
      setTimeout(() => this.#banner.clear(), RECONNECTED_MS);
    }
    desktop.focus();
  }

  /** Keeps the picture of a desktop whose stream was cut, before noVNC takes it away. */
  keepPicture(desktop: Desktop): void {
    if (this.#desktop !== desktop) return; // it was never shown
    this.#lastPicture.src = desktop.picture();
    this.#lastPicture.hidden = false;
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
