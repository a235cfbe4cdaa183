import { texts } from './texts.ts';
import { element } from './views/element.ts';

export interface TextInputEvents {
  /** A key, for noVNC. */
  key: (event: KeyboardEvent) => void;
  /** What was composed, or came from a keyboard on the screen. */
  text: (text: string) => void;
  /** The user pastes this; the keys that say so come after it. */
  paste: (text: string) => void;
}

/** A paste comes after its key, at once; where none comes, the key goes on alone. */
const PASTE_WITHIN_MS = 150;

/**
 * Takes the keyboard for the desktop in a field that nobody sees, since input methods, dead keys and keyboards on the
 * screen work in fields alone. Keys go on as they are, with what is being composed left to the browser.
 */
export class TextInput {
  readonly element = element('textarea', {
    ...{ class: 'text-input', 'aria-label': texts.desktop.label, rows: '1' },
    ...{ autocapitalize: 'off', autocomplete: 'off', spellcheck: 'false' },
  });
  readonly #events: TextInputEvents;
  #heldKey: KeyboardEvent | undefined;

  constructor(events: TextInputEvents) {
    this.#events = events;
    const input = this.element;
    input.addEventListener('keydown', (event) => this.#keyDown(event));
    input.addEventListener('keyup', (event) => this.#keyUp(event));
    input.addEventListener('paste', (event) => this.#paste(event));
    input.addEventListener('compositionstart', () => input.classList.add('composing'));
    input.addEventListener('compositionend', () => {
      input.classList.remove('composing');
      this.#typed();
    });
    input.addEventListener('beforeinput', (event) => {
      if (event.inputType === 'deleteContentBackward' && input.value === '') events.text('\b');
    });
    input.addEventListener('input', (event) => {
      if (!(event instanceof InputEvent) || !event.isComposing) this.#typed();
    });
  }

  /** Puts the field where the user looks, so that an input method shows its choices there. */
  moveTo(x: number, y: number): void {
    this.element.style.left = `${Math.max(0, Math.min(x, innerWidth - 160))}px`;
    this.element.style.top = `${Math.max(0, Math.min(y, innerHeight - 40))}px`;
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || isComposed(event)) return;
    if (isPaste(event)) {
      this.#heldKey = event;
      setTimeout(() => this.#releaseHeld(), PASTE_WITHIN_MS);
      return;
    }
    event.preventDefault();
    this.#events.key(event);
  }

  #keyUp(event: KeyboardEvent): void {
    this.#releaseHeld();
    event.preventDefault();
    this.#events.key(event);
  }

  #paste(event: ClipboardEvent): void {
    event.preventDefault();
    const text = event.clipboardData?.getData('text/plain');
    if (text) this.#events.paste(text);
    this.#releaseHeld();
  }

  #releaseHeld(): void {
    const held = this.#heldKey;
    this.#heldKey = undefined;
    if (held) this.#events.key(held);
  }

  #typed(): void {
    const text = this.element.value;
    this.element.value = '';
    if (text) this.#events.text(text);
  }
}

/** Of an input method, a dead key or a keyboard on the screen: the browser makes a text of it. */
function isComposed(event: KeyboardEvent): boolean {
  return (
    event.isComposing || event.keyCode === 229 || ['Dead', 'Process', 'Unidentified'].includes(event.key)
  );
}

function isPaste(event: KeyboardEvent): boolean {
  if (event.code === 'Insert') return event.shiftKey && !event.ctrlKey;
  return event.code === 'KeyV' && (event.ctrlKey || event.metaKey) && !event.altKey;
}
