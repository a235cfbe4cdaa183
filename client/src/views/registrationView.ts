import type { Api } from '../api.ts';
import type { Registration, Registrations } from '../storage.ts';
import { texts } from '../texts.ts';
import { button, iconButton } from './button.ts';
import { element } from './element.ts';
import { field } from './field.ts';
import { form } from './form.ts';
import { frame } from './frame.ts';
import { Notice } from './notice.ts';
import type { View } from './screen.ts';

const words = texts.registration;

export interface RegistrationViewOptions {
  api: Api;
  registrations: Registrations;
  /** What a link has filled in, and why it does not do. */
  refused?: { registrationCode: string; sentence: string };
}

/** Asks which directory the user belongs to, by its registration code. */
export function registrationView({
  api,
  registrations,
  refused,
}: RegistrationViewOptions): View<Registration> {
  const { promise: result, resolve } = Promise.withResolvers<Registration>();
  const input = element('input', {
    ...{ id: 'registration-code', type: 'text', required: true, maxlength: '64' },
    ...{ placeholder: words.codeExample, value: refused?.registrationCode },
    ...{ autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' },
  });
  const problem = new Notice('problem');
  const status = new Notice('status');
  const code = form({
    fields: [field(words.code, input)],
    submitText: words.submit,
    problem,
    submit: async () => resolve(await api.register(input.value.trim())),
    refused: () => input.select(),
  });
  const remembered = rememberedList(registrations, resolve, (sentence) => {
    status.show(sentence);
    input.focus();
  });
  return {
    element: frame(
      element('h1', {}, words.title),
      element('p', { class: 'lead' }, words.introduction),
      code,
      remembered,
      status.element,
      linkHandler(),
    ),
    title: words.title,
    begin: () => {
      input.focus();
      if (refused) problem.show(refused.sentence);
    },
    result,
  };
}

/** Offers to take login links, where the browser knows how; it asks the user itself. */
function linkHandler(): HTMLElement | undefined {
  if (!('registerProtocolHandler' in navigator)) return undefined;
  return button('link', words.handleLinks, () => {
    // Behind the # a link does not leave the browser: there may be a code in it.
    navigator.registerProtocolHandler('web+workspaces', `${window.location.origin}/#%s`);
  });
}

/** The codes that this device knows: to go on with, or to forget. */
function rememberedList(
  registrations: Registrations,
  choose: (registration: Registration) => void,
  forgotten: (sentence: string) => void,
): HTMLElement | undefined {
  if (registrations.list.length === 0) return undefined;
  const list = element('ul', { class: 'remembered' });
  const section = element('section', {}, element('h2', {}, words.remembered), list);
  for (const registration of registrations.list) {
    const { registrationCode, directoryName } = registration;
    const use = element(
      'button',
      { type: 'button', class: 'choice' },
      element('strong', {}, directoryName),
      element('span', {}, registrationCode),
    );
    use.addEventListener('click', () => choose(registration));
    const forget = iconButton('remove', words.forget(directoryName), () => {
      registrations.forget(registrationCode);
      item.remove();
      section.hidden = registrations.list.length === 0;
      forgotten(words.forgotten(directoryName));
    });
    const item = element('li', {}, use, forget);
    list.append(item);
  }
  return section;
}
