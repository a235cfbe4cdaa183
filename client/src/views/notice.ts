import { element } from './element.ts';

/** A sentence to the user, read aloud when it changes; nothing to see while there is none. */
export class Notice {
  readonly element: HTMLElement;

  /** @param kind a problem interrupts what is being read aloud, a status waits its turn */
  constructor(kind: 'problem' | 'status', className = `notice ${kind}`) {
    this.element = element('p', { class: className, role: kind === 'problem' ? 'alert' : 'status' });
  }

  show(sentence: string): void {
    this.element.textContent = sentence;
  }

  clear(): void {
    this.show('');
  }
}
