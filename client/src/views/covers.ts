import logoAddress from '../assets/logo.svg';
import { texts } from '../texts.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { frame } from './frame.ts';
import { Notice } from './notice.ts';

/** What is shown while there is no desktop to be seen. */
export interface Cover {
  element: HTMLElement;
  /** Called when it is on the page. */
  begin(sentence: string): void;
}

/** The desktop is on its way. */
export function waitingCover(onCancel: () => void): Cover & { tell: (sentence: string) => void } {
  const status = new Notice('status', 'lead');
  const cancel = button('secondary', texts.progress.cancel, onCancel);
  const tell = (sentence: string) => status.show(sentence);
  return {
    element: frame(
      element(
        'div',
        { class: 'pulse' },
        element('img', { src: logoAddress, alt: '', width: '64', height: '64', decoding: 'sync' }),
      ),
      element('h1', {}, texts.progress.title),
      status.element,
      element('div', { class: 'progress', 'aria-hidden': 'true' }),
      cancel,
    ),
    begin: (sentence) => {
      cancel.focus();
      tell(sentence);
    },
    tell,
  };
}

/** There is no desktop; the user decides how to go on. */
export function failureCover(onAgain: () => void, onSignOut: () => void): Cover {
  const problem = new Notice('problem');
  const again = button('primary', texts.failure.tryAgain, onAgain);
  return {
    element: frame(
      element('h1', {}, texts.failure.title),
      problem.element,
      again,
      button('secondary', texts.desktop.signOut, onSignOut),
    ),
    begin: (sentence) => {
      again.focus();
      problem.show(sentence);
    },
  };
}
