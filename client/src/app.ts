import { type Api, sentenceOf } from './api.ts';
import type { Prefill } from './link.ts';
import type { Registration, Registrations } from './storage.ts';
import { texts } from './texts.ts';
import { DesktopUse } from './useDesktop.ts';
import { networkCheckView } from './views/networkCheckView.ts';
import { registrationView } from './views/registrationView.ts';
import type { Screen } from './views/screen.ts';
import { type Farewell, signInView } from './views/signInView.ts';

export interface AppDeps {
  api: Api;
  registrations: Registrations;
  screen: Screen;
}

/** The way from a registration code to the desktop and back, again and again. */
export async function runApp(deps: AppDeps, prefill: Prefill): Promise<never> {
  const { registrations, screen, api } = deps;
  let registration = await firstRegistration(deps, prefill.registrationCode);
  let { userName, mfaCode } = prefill;
  let farewell: Farewell | undefined;
  for (;;) {
    registrations.remember(registration);
    const session = await screen.show(signInView({ api, registration, userName, mfaCode, farewell }));
    if (session === 'network') {
      await screen.show(networkCheckView());
      continue;
    }
    farewell = undefined;
    mfaCode = undefined;
    if (session === 'change') {
      registration = await screen.show(registrationView({ api, registrations }));
      continue;
    }
    userName = session.userName;
    const use = new DesktopUse(session);
    const { promise: result, resolve } = Promise.withResolvers<Farewell>();
    farewell = await screen.show({
      element: use.view.element,
      title: texts.desktop.title(userName),
      begin: () => resolve(use.run()),
      result,
    });
  }
}

/** The directory to begin with: the link's, the last used one, or the one that the user enters. */
async function firstRegistration(
  { api, registrations, screen }: AppDeps,
  linkedCode: string | undefined,
): Promise<Registration> {
  const [last] = registrations.list;
  if (linkedCode === undefined) return last ?? (await screen.show(registrationView({ api, registrations })));
  try {
    return await api.register(linkedCode);
  } catch (error) {
    const refused = { registrationCode: linkedCode, sentence: sentenceOf(error) };
    return await screen.show(registrationView({ api, registrations, refused }));
  }
}
