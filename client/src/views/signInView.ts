import type { SignInAnswer, SignInChallenge } from '../../../server/src/access/model/api.ts';
import { type Api, type Credentials, Problem, sentenceOf } from '../api.ts';
import { Session } from '../session.ts';
import type { Registration } from '../storage.ts';
import { texts } from '../texts.ts';
import { button } from './button.ts';
import { challengeForm } from './challengeForm.ts';
import { element } from './element.ts';
import { checkbox, field, passwordField } from './field.ts';
import { form } from './form.ts';
import { frame } from './frame.ts';
import { Notice } from './notice.ts';
import type { View } from './screen.ts';

const words = texts.signIn;

/** What the user should know before signing in again. */
export interface Farewell {
  kind: 'problem' | 'status';
  sentence: string;
}

export interface SignInViewOptions {
  api: Api;
  registration: Registration;
  userName: string | undefined;
  /** What a link says of the second factor. */
  mfaCode?: string | undefined;
  farewell: Farewell | undefined;
}

/** Asks for user name, password and what else the directory wants; other results are where the user wants to go. */
export function signInView(options: SignInViewOptions): View<Session | 'change' | 'network'> {
  const { api, registration, userName, mfaCode, farewell } = options;
  const { registrationCode, directoryName } = registration;
  const { promise: result, resolve } = Promise.withResolvers<Session | 'change' | 'network'>();
  const name = input('user-name', 'text', { maxlength: '256', value: userName, autocomplete: 'username' });
  const password = input('password', 'password', { maxlength: '1024', autocomplete: 'current-password' });
  const code = input('mfa-code', 'text', { maxlength: '128', value: mfaCode, autocomplete: 'one-time-code' });
  const codeField = field(words.mfaCode, code);
  const remember = checkbox('remember-me', words.rememberMe);
  const wantsCode = (isWanted: boolean) => {
    codeField.hidden = !isWanted;
    code.required = isWanted;
  };
  wantsCode(mfaCode !== undefined);
  remember.element.hidden = true;
  const problem = new Notice('problem');
  const status = new Notice('status');
  const holder = element('div');

  const finish = (answer: SignInAnswer) => resolve(new Session(api, answer, () => performance.now()));
  const challenge = (asked: SignInChallenge) => {
    const { element: asking, focus } = challengeForm({
      prompt: asked.prompt,
      submit: async (mfaCode) => {
        const answer = await api.signIn({
          ...{ registrationCode, challengeToken: asked.challengeToken, mfaCode },
          rememberMe: remember.isChecked(),
        });
        take(answer);
      },
      startAgain: () => {
        holder.replaceChildren(credentials);
        password.focus();
      },
    });
    holder.replaceChildren(asking);
    focus();
  };
  const take = (answer: SignInAnswer | SignInChallenge) =>
    'challengeToken' in answer ? challenge(answer) : finish(answer);

  const credentials = form({
    fields: [
      field(words.userName, name),
      passwordField(words.password, password),
      codeField,
      remember.element,
    ],
    submitText: words.submit,
    problem,
    submit: async () => {
      status.clear();
      const given: Credentials = { registrationCode, userName: name.value.trim(), password: password.value };
      if (!codeField.hidden && code.value.trim()) given.mfaCode = code.value.trim();
      if (remember.isChecked()) given.rememberMe = true;
      take(await api.signIn(given));
      password.value = '';
      code.value = '';
    },
    refused: (error, submitButton) => {
      password.value = '';
      code.value = '';
      password.focus();
      const waitSeconds = error instanceof Problem ? error.retryAfterSeconds : undefined;
      if (waitSeconds !== undefined) countDown(submitButton, waitSeconds);
    },
  });
  holder.append(credentials);
  return {
    element: frame(
      element('h1', {}, words.title),
      element('p', { class: 'lead' }, words.to(directoryName)),
      status.element,
      holder,
      element(
        'div',
        { class: 'links' },
        button('link', words.change, () => resolve('change')),
        button('link', texts.network.title, () => resolve('network')),
      ),
    ),
    title: words.title,
    begin: () => {
      (name.value ? password : name).focus();
      if (farewell) (farewell.kind === 'problem' ? problem : status).show(farewell.sentence);
      // A remembered directory may want something else by now.
      void api
        .register(registrationCode)
        .then(({ mfaRequired, rememberMe }) => {
          wantsCode(mfaRequired);
          remember.element.hidden = !rememberMe;
        })
        .catch((error: unknown) => {
          if (!farewell) problem.show(sentenceOf(error));
        });
    },
    result,
  };
}

function input(id: string, type: string, more: Record<string, string | undefined>): HTMLInputElement {
  const common = { id, type, required: true, autocapitalize: 'off', spellcheck: 'false' };
  return element('input', { ...common, ...more });
}

/** Keeps the button from being used for as long as the gateway would refuse anyway. */
function countDown(submitButton: HTMLButtonElement, seconds: number): void {
  let left = Math.ceil(seconds);
  const tick = () => {
    submitButton.disabled = left > 0;
    submitButton.textContent = left > 0 ? words.submitIn(left) : words.submit;
    if (left <= 0) clearInterval(timer);
    left -= 1;
  };
  const timer = setInterval(tick, 1000);
  tick();
}
