import { texts } from '../texts.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { field } from './field.ts';
import { form } from './form.ts';
import { Notice } from './notice.ts';

const words = texts.signIn;

export interface ChallengeFormOptions {
  /** What the directory's server says; may be empty. */
  prompt: string;
  submit: (mfaCode: string) => Promise<void>;
  startAgain: () => void;
}

/** The further code that a second factor may want. */
export function challengeForm({ prompt, submit, startAgain }: ChallengeFormOptions) {
  const code = element('input', {
    ...{ id: 'challenge-code', type: 'text', required: true, maxlength: '128' },
    ...{ autocomplete: 'one-time-code', autocapitalize: 'off', spellcheck: 'false' },
  });
  const sentence = new Notice('status');
  const created = element(
    'div',
    {},
    element('h2', { class: 'step' }, words.challengeTitle),
    sentence.element,
    form({
      fields: [field(words.mfaCode, code)],
      submitText: words.challengeSubmit,
      problem: new Notice('problem'),
      submit: () => submit(code.value.trim()),
      refused: () => code.select(),
    }),
    button('link', words.startAgain, startAgain),
  );
  const focus = () => {
    sentence.show(prompt || words.challengePrompt);
    code.focus();
  };
  return { element: created, focus };
}
