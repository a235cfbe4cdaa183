import { texts } from '../texts.ts';
import { iconButton, relabel } from './button.ts';
import { element } from './element.ts';

/** A labelled text field; a button may stand at its end. */
export function field(label: string, input: HTMLInputElement, button?: HTMLButtonElement): HTMLElement {
  return element(
    'div',
    { class: 'field' },
    element('label', { for: input.id }, label),
    element('div', { class: 'input' }, input, button),
  );
}

/** A password's field, with a button that shows what was typed. */
export function passwordField(label: string, input: HTMLInputElement): HTMLElement {
  const { showPassword, hidePassword } = texts.signIn;
  const reveal = iconButton('reveal', showPassword, () => {
    const isShown = input.type === 'password';
    input.type = isShown ? 'text' : 'password';
    relabel(reveal, isShown ? hidePassword : showPassword);
    reveal.classList.toggle('on', isShown);
    input.focus();
  });
  return field(label, input, reveal);
}

/** A box to tick, with its label behind it. */
export function checkbox(id: string, label: string): { element: HTMLElement; isChecked: () => boolean } {
  const box = element('input', { id, type: 'checkbox' });
  const created = element('div', { class: 'check' }, box, element('label', { for: id }, label));
  return { element: created, isChecked: () => box.checked && !created.hidden };
}
