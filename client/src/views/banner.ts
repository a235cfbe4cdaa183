import { texts } from '../texts.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { Notice } from './notice.ts';

/** What is told over the picture of a desktop, with the time until the next attempt to connect. */
export class Banner {
  readonly element: HTMLElement;
  readonly #sentence = new Notice('status', 'banner-text');
  /** Each second is not to be read aloud. */
  readonly #counter = element('span', { class: 'banner-counter', 'aria-hidden': 'true' });
  readonly #tryNow: HTMLButtonElement;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(onTryNow: () => void) {
    this.#tryNow = button('chip', texts.progress.tryNow, onTryNow);
    this.element = element('div', { class: 'banner' }, this.#sentence.element, this.#counter, this.#tryNow);
    this.clear();
  }

  show(sentence: string): void {
    this.#stop();
    this.element.hidden = false;
    this.#sentence.show(sentence);
  }

  /** Counts down to the next attempt. */
  count(milliseconds: number): void {
    if (this.element.hidden) return;
    this.#stop();
    let left = Math.max(1, Math.ceil(milliseconds / 1000));
    const tick = () => {
      this.#counter.textContent = left > 0 ? texts.progress.nextAttempt(left) : '';
      if (left <= 0) this.#stop();
      left -= 1;
    };
    this.#tryNow.hidden = false;
    this.#timer = setInterval(tick, 1000);
    tick();
  }

  clear(): void {
    this.#stop();
    this.#sentence.clear();
    this.element.hidden = true;
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#counter.textContent = '';
    this.#tryNow.hidden = true;
  }
}
