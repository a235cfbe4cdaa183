import { type Api, Problem } from '../api.ts';
import { Session } from '../session.ts';
import type { Registration } from '../storage.ts';
import { texts } from '../texts.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { field, passwordField } from './field.ts';
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
  farewell: Farewell | undefined;
}

/** Asks for user name and password; `change` when the user wants another registration code. */
export function signInView(options: SignInViewOptions): View<Session | 'change'> {
  const { api, registration, userName, farewell } = options;
  const { promise: result, resolve } = Promise.withResolvers<Session | 'change'>();
  const name = element('input', {
    ...{ id: 'user-name', type: 'text', required: true, maxlength: '256', value: userName },
    ...{ autocomplete: 'username', autocapitalize: 'off', spellcheck: 'false' },
  });
  const password = element('input', {
    ...{ id: 'password', type: 'password', required: true, maxlength: '1024' },
    ...{ autocomplete: 'current-password', autocapitalize: 'off', spellcheck: 'false' },
  });
  const problem = new Notice('problem');
  const status = new Notice('status');
  const credentials = form({
    fields: [field(words.userName, name), passwordField(words.password, password)],
    submitText: words.submit,
    problem,
    submit: async () => {
      status.clear();
      const { registrationCode } = registration;
      const given = { registrationCode, userName: name.value.trim(), password: password.value };
      resolve(new Session(api, await api.signIn(given), () => performance.now()));
    },
    refused: (error, submitButton) => {
      password.value = '';
      password.focus();
      const waitSeconds = error instanceof Problem ? error.retryAfterSeconds : undefined;
      if (waitSeconds !== undefined) countDown(submitButton, waitSeconds);
    },
  });
  return {
    element: frame(
      element('h1', {}, words.title),
      element('p', { class: 'lead' }, words.to(registration.directoryName)),
      status.element,
      credentials,
      button('link', words.change, () => resolve('change')),
    ),
    title: words.title,
    begin: () => {
      (name.value ? password : name).focus();
      if (farewell) (farewell.kind === 'problem' ? problem : status).show(farewell.sentence);
    },
    result,
  };
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
