import { texts } from '../texts.ts';
import { button, iconButton } from './button.ts';
import { element } from './element.ts';
import { trapFocus } from './focusTrap.ts';
import type { Panel } from './panels/panel.ts';

const words = texts.desktop;

export interface Toggle {
  label: string;
  isOn: () => boolean;
  /** Whether the policy allows it; it does unless said. */
  isAllowed?: () => boolean;
  toggle: () => Promise<void> | void;
}

export interface ToolbarOptions {
  /** What is shown full screen. */
  page: HTMLElement;
  panels: readonly Panel[];
  toggles: readonly Toggle[];
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
  readonly #panelHolder = element('div', { class: 'panel-holder' });
  readonly #refresh: (() => void)[] = [];
  #opener: HTMLButtonElement | undefined;

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
        ...options.panels.map((panel) => this.#panelButton(panel)),
        ...options.toggles.map((toggle) => this.#toggleButton(toggle)),
        this.#item(words.signOut, options.onSignOut),
      ),
      this.#panelHolder,
      element('p', { class: 'menu-hint' }, words.menuHint),
    );
    this.element = element('section', { class: 'toolbar', 'aria-label': words.menu }, menu, this.#handle);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      if (this.#opener) this.#closePanel();
      else this.close();
    });
    trapFocus(this.element);
    trapFocus(this.#panelHolder);
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
    for (const refresh of this.#refresh) refresh();
    this.#setOpen(true);
    this.#fullScreen.focus();
  }

  close(): void {
    if (!this.isOpen) return;
    this.#closePanel();
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

  #panelButton(panel: Panel): HTMLButtonElement {
    const opener = button('', panel.title, () => {
      const isOpen = this.#opener === opener;
      this.#closePanel();
      if (!isOpen) this.#openPanel(panel, opener);
    });
    opener.setAttribute('aria-expanded', 'false');
    opener.setAttribute('aria-haspopup', 'dialog');
    return opener;
  }

  #openPanel(panel: Panel, opener: HTMLButtonElement): void {
    this.#opener = opener;
    opener.setAttribute('aria-expanded', 'true');
    const close = iconButton('remove', texts.close, () => this.#closePanel());
    const dialog = element(
      'section',
      { class: 'tool-panel', role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'panel-title' },
      element('header', {}, element('h2', { id: 'panel-title' }, panel.title), close),
      panel.element,
    );
    this.#panelHolder.replaceChildren(dialog);
    close.focus();
    panel.opened?.();
  }

  #closePanel(): void {
    const opener = this.#opener;
    if (!opener) return;
    this.#opener = undefined;
    this.#panelHolder.replaceChildren();
    opener.setAttribute('aria-expanded', 'false');
    opener.focus();
  }

  #toggleButton({ label, isOn, isAllowed = () => true, toggle }: Toggle): HTMLButtonElement {
    const show = () => {
      created.setAttribute('aria-pressed', String(isOn()));
      created.disabled = !isAllowed();
      created.title = isAllowed() ? '' : words.notAllowed;
    };
    const created = button('', label, async () => {
      await toggle();
      show();
    });
    this.#refresh.push(show);
    show();
    return created;
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
