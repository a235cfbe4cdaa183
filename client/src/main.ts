import { createApi } from './api.ts';
import { runApp } from './app.ts';
import { prefillOf } from './link.ts';
import { localStorageIfAllowed, Registrations } from './storage.ts';
import { texts } from './texts.ts';
import { Screen } from './views/screen.ts';

const root = document.querySelector<HTMLElement>('#app');
if (!root) throw new Error('The page has no element for the application.');

const prefill = prefillOf(new URL(window.location.href));
// Whoever looks at the screen, the history or a bookmark later does not see whose link it was.
window.history.replaceState(null, '', '/');

const deps = {
  api: createApi((...request) => fetch(...request)),
  registrations: new Registrations(localStorageIfAllowed()),
  screen: new Screen(root),
};
void runApp(deps, prefill).catch((error: unknown) => {
  console.error(error);
  root.textContent = texts.problems.unexpected;
});
if ('serviceWorker' in navigator) {
  // Without one, as where the user has accepted a certificate that the browser does not know, there is no page for those
  // who are offline.
  navigator.serviceWorker.register('/service-worker.js').catch((error: unknown) => {
    console.info('There is no page for those who are offline:', error);
  });
}
// It is there by the time the user has typed the password.
void import('./desktop.ts');
