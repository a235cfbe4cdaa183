import { sentenceOf } from '../api.ts';
import { texts } from '../texts.ts';
import { element } from './element.ts';
import type { Notice } from './notice.ts';

export interface FormOptions {
  fields: readonly HTMLElement[];
  submitText: string;
  /** Where a refusal is told. */
  problem: Notice;
  /** @throws Problem, which is shown */
  submit: () => Promise<void>;
  /** Called after a refusal was shown, with the button that may be used again. */
  refused: (error: unknown, button: HTMLButtonElement) => void;
}

/** A form that takes nothing further while what it has taken is being checked. */
export function form({ fields, submitText, problem, submit, refused }: FormOptions): HTMLFormElement {
  const button = element('button', { type: 'submit', class: 'primary' }, submitText);
  const created = element('form', { novalidate: true }, problem.element, ...fields, button);
  const setBusy = (isBusy: boolean) => {
    button.disabled = isBusy;
    button.textContent = isBusy ? texts.working : submitText;
    created.toggleAttribute('aria-busy', isBusy);
  };
  created.addEventListener('submit', async (event) => {
    event.preventDefault();
    const missing = created.querySelector<HTMLInputElement>('input:invalid');
    if (missing) {
      missing.focus();
      return;
    }
    problem.clear();
    setBusy(true);
    try {
      await submit();
    } catch (error) {
      setBusy(false);
      problem.show(sentenceOf(error));
      refused(error, button);
    }
  });
  return created;
}
