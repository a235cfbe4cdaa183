import { texts } from '../texts.ts';
import { button } from './button.ts';
import { element } from './element.ts';

const words = texts.desktop;

export interface ToolbarOptions {
  /** What is shown full screen. */
  page: HTMLElement;
  onCtrlAltDel: () => void;
  onSignOut: () => void;
  /** The keyboard goes back to the desktop. */
  onClose: () => void;
}

/** A small handle at the top edge that opens a menu: with the pointer, a finger or {@link toggle}. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #options: ToolbarOptions;
  readonly #handle: HTMLButtonElement;
  readonly #fullScreen: HTMLButtonElement;

  constructor(options: ToolbarOptions) {
    this.#options = options;
    this.#handle = button('handle', '', () => this.toggle());
    this.#handle.setAttribute('aria-label', words.menu);
    this.#handle.setAttribute('aria-expanded', 'false');
    this.#handle.setAttribute('aria-controls', 'menu');
    this.#fullScreen = this.#item(words.fullScreen, () => void toggleFullScreen(options.page));
    const menu = element(
      'div',
      { id: 'menu', class: 'menu' },
      element(
        'div',
        { class: 'menu-items', role: 'group', 'aria-label': words.menu },
        this.#fullScreen,
        this.#item(words.ctrlAltDel, options.onCtrlAltDel),
        this.#item(words.signOut, options.onSignOut),
      ),
      element('p', { class: 'menu-hint' }, words.menuHint),
    );
    this.element = element('div', { class: 'toolbar' }, menu, this.#handle);
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
    options.page.addEventListener('fullscreenchange', () => {
      this.#fullScreen.textContent = document.fullscreenElement ? words.leaveFullScreen : words.fullScreen;
    });
  }

  get isOpen(): boolean {
    return this.element.classList.contains('open');
  }

  toggle(): void {
    if (this.isOpen) {
      this.close();
      return;
    }
    this.#setOpen(true);
    this.#fullScreen.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.#setOpen(false);
    this.#options.onClose();
  }

  #setOpen(isOpen: boolean): void {
    this.element.classList.toggle('open', isOpen);
    this.#handle.setAttribute('aria-expanded', String(isOpen));
  }

  #item(text: string, action: () => void): HTMLButtonElement {
    return button('', text, () => {
      this.close();
      action();
    });
  }
}

async function toggleFullScreen(page: HTMLElement): Promise<void> {
  if (document.fullscreenElement) {
    await document.exitFullscreen();
    return;
  }
  try {
    await page.requestFullscreen({ navigationUI: 'hide' });
    // Where the browser can, the desktop now gets the keys of the window system too.
    const { keyboard } = navigator as Navigator & { keyboard?: { lock?: () => Promise<void> } };
    await keyboard?.lock?.();
  } catch (error) {
    console.warn('The browser does not allow full screen:', error);
  }
}
