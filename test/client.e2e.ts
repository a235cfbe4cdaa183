import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { own as accessOwn } from '../server/src/access/tables.ts';
import { allowOnly, testDirectory } from '../server/src/access/testing.ts';
import { useGateway } from '../server/src/streaming/testing-gateway.ts';
import { changeSessionPolicy } from '../server/src/workspaces/index.ts';
import { own } from '../server/src/workspaces/tables.ts';
import { type Client, openClient } from './browser.ts';
import { root } from './support/installation.ts';
import { PaintedDesktop } from './support/paintedDesktop.ts';

/** The web client in a real browser, at a real gateway, in front of a display that is made up: no engine is needed. */

const clientDirectory = mkdtempSync(join(tmpdir(), 'alcove-client-e2e-'));
execFileSync(process.execPath, [join(root, 'client', 'build.ts'), clientDirectory]);
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const pictures = join(root, 'test-results', 'client');
mkdirSync(pictures, { recursive: true });

/** Asks for the code `123456`, and after it for one more. */
const factor = { isOn: false };
const at = useGateway('127.0.8.27', undefined, {
  clientDirectory,
  secondFactor: {
    stateOf: async () => (factor.isOn ? 'ready' : 'none'),
    check: async (_directoryId, question) => {
      if (question.code === '654321') return { result: 'accepted' };
      if (question.code !== '123456') return { result: 'rejected' };
      const challenge = { server: '192.0.2.1', state: Buffer.from('state') };
      return { result: 'challenge', challenge, prompt: 'Enter the code of your token.' };
    },
  },
});
const { registrationCode } = testDirectory;
const place = { accountId: '000000000000', region: 'us-east-1' };
const opened: Client[] = [];

async function open(path = '/', options: Partial<Parameters<typeof openClient>[0]> = {}): Promise<Client> {
  // A service worker wants a certificate that the browser believes, or not looks at at all.
  const browserArguments = ['--ignore-certificate-errors', '--host-resolver-rules=MAP localhost 127.0.0.1'];
  const client = await openClient({
    url: at.gateway.url + path,
    size: { width: 1280, height: 800 },
    browserArguments,
    ...options,
  });
  opened.push(client);
  return client;
}

async function signedIn(options = {}): Promise<{ client: Client; desktop: PaintedDesktop }> {
  const client = await open(`/#${registrationCode}`, options);
  const stream = at.display.next();
  await client.enterCredentials('ada', 'right');
  const desktop = new PaintedDesktop(await stream);
  await client.desktop();
  return { client, desktop };
}

/** What axe-core finds wrong with what is on the page. */
async function accessibilityProblems({ page }: Client): Promise<string[]> {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const found = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target)].join(" ")))',
  );
  return found as string[];
}

async function look(client: Client, name: string): Promise<void> {
  expect(await accessibilityProblems(client), name).toEqual([]);
  writeFileSync(join(pictures, `${name}.png`), await client.screenshot());
}

afterEach(async () => {
  factor.isOn = false;
  await changeSessionPolicy(at.database, place, testDirectory.directoryId, () => ({}));
  await Promise.all(opened.splice(0).map((client) => client.close()));
  await own(at.database).deleteFrom('workspaces.ip_group_association').execute();
  await own(at.database).deleteFrom('workspaces.ip_group').execute();
});
afterAll(() => rmSync(clientDirectory, { recursive: true }));

describe('the pages before the desktop', () => {
  it('registers, remembers, forgets, and refuses with the sentence of the guide', async () => {
    const client = await open();
    await client.register('wsiad+XXXXXX');
    expect(await client.problem()).toContain("Device can't connect to the registration service.");
    await look(client, 'registration-refused');
    await client.page.getByLabel('Registration code', { exact: true }).fill(registrationCode);
    await client.page.keyboard.press('Enter');
    await client.page.getByLabel('Password', { exact: true }).waitFor();
    await look(client, 'sign-in');
    await client.page.getByRole('button', { name: 'Use another registration code' }).click();
    await client.page.getByRole('button', { name: 'corp.example.com wsiad' }).waitFor();
    await look(client, 'registrations');
    await client.page.getByRole('button', { name: 'Forget corp.example.com' }).click();
    await client.page.getByText('is forgotten on this device').waitFor();
  });

  it('looks well in the light and in the dark, wide and narrow', async () => {
    const client = await open(`/#${registrationCode}`);
    const { page } = client;
    const everywhere = async (name: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 390]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });
          await look(client, `${name}-${colorScheme}-${width}`);
        }
      }
    };
    await client.enterCredentials('ada', 'wrong');
    expect(await client.problem()).toContain('The user name or the password is not right.');
    await everywhere('sign-in-refused');
    await page.getByRole('button', { name: 'Network check' }).click();
    await page.getByText('Mbit/s').waitFor();
    expect(await page.locator('.grade.bad').count()).toBe(0);
    await everywhere('network');
  });

  it('asks for a second factor and a further code; a link may bring the first one', async () => {
    factor.isOn = true;
    const link = encodeURIComponent(
      `web+workspaces://ada@${encodeURIComponent(registrationCode)}?MFACode=123456`,
    );
    const client = await open(`/#${link}`);
    const { page } = client;
    await page.getByLabel('Password', { exact: true }).fill('right');
    expect(await page.getByLabel('User name', { exact: true }).inputValue()).toBe('ada');
    expect(await page.getByLabel('MFA code', { exact: true }).inputValue()).toBe('123456');
    expect(page.url()).toBe(`${at.gateway.url}/`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Enter the code of your token.').waitFor();
    await look(client, 'challenge');
    const stream = at.display.next();
    await page.getByLabel('MFA code', { exact: true }).fill('654321');
    await page.getByRole('button', { name: 'Continue' }).click();
    new PaintedDesktop(await stream);
    await client.desktop();
    const stored = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    for (const secret of ['right', '123456', '654321']) expect(stored).not.toContain(secret);
  });

  it('says why a device is not let in', async () => {
    await allowOnly(at.database, '192.0.2.0/24');
    const client = await open(`/#${registrationCode}`);
    expect(await client.problem()).toContain('This device is not authorized to access the WorkSpace.');
  });
});

describe('the desktop', () => {
  it('is used with the keyboard alone, toolbar and all', async () => {
    const { client, desktop } = await signedIn();
    const { page } = client;
    await client.typeText('hé');
    await vi.waitFor(() => expect(desktop.typed).toContain('hé'), { timeout: 20_000 });
    await client.press('Control+Alt+Shift+m');
    await page.getByRole('button', { name: 'Full screen' }).waitFor();
    await look(client, 'toolbar');
    for (const name of ['Clipboard', 'Files', 'Keys', 'Quality', 'Network check', 'Self-service']) {
      await page.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name });
      await dialog.waitFor();
      if (name === 'Self-service') await page.getByText('has not enabled self-service').waitFor();
      if (name === 'Files') await page.getByText('It did not work').waitFor();
      await look(client, `panel-${name.toLowerCase().replace(' ', '-')}`);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Quality', exact: true }).click();
    await page.getByLabel('Sharp: for fast networks').check();
    await vi.waitFor(() => expect(desktop.quality).toBe(9), { timeout: 20_000 });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await client.typeText('x');
    await vi.waitFor(() => expect(desktop.typed).toContain('x'), { timeout: 20_000 });
  });

  it('takes what an input method composes, and shares the clipboard', async () => {
    const { client, desktop } = await signedIn();
    const { page } = client;
    const session = await page.context().newCDPSession(page);
    await session.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
    await session.send('Input.insertText', { text: '日本' });
    await vi.waitFor(() => expect(desktop.typed).toContain('日本'), { timeout: 20_000 });
    desktop.copy('from the desktop');
    await client.press('Control+Alt+Shift+m');
    await page.getByRole('button', { name: 'Clipboard', exact: true }).click();
    const text = page.getByLabel('Text', { exact: true });
    expect(await text.inputValue()).toBe('from the desktop');
    await text.fill('to the desktop');
    await page.getByRole('button', { name: 'Copy to the desktop', exact: true }).click();
    await vi.waitFor(() => expect(desktop.cutTexts).toContain('to the desktop'), { timeout: 20_000 });
  });

  it('offers what the policy allows', async () => {
    await changeSessionPolicy(at.database, place, testDirectory.directoryId, () => ({
      ...({ clipboard: 'FROM_DESKTOP', fileTransfer: 'OFF' } as const),
      audioIn: false,
    }));
    const { client } = await signedIn();
    const { page } = client;
    await client.press('Control+Alt+Shift+m');
    expect(await page.getByRole('button', { name: 'Microphone' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Clipboard', exact: true }).click();
    await page.getByText('Your administrator does not allow all of this.').waitFor();
    expect(await page.getByRole('button', { name: 'Copy to the desktop', exact: true }).isDisabled()).toBe(
      true,
    );
    await page.getByRole('button', { name: 'Files', exact: true }).click();
    expect(await page.locator('button', { hasText: 'Send files' }).isDisabled()).toBe(true);
    await look(client, 'restricted');
  });

  it('comes back after a cut, and tells of a take-over', async () => {
    const { client, desktop } = await signedIn({ colorScheme: 'dark' });
    const { page } = client;
    const again = at.display.next();
    desktop.cut();
    await page.getByText('Reconnecting').waitFor();
    await look(client, 'reconnecting');
    new PaintedDesktop(await again);
    await page.getByText('You are connected again.').waitFor();
    const other = await signedIn();
    expect(await client.problem()).toContain('Your WorkSpace was opened from another place.');
    await look(client, 'taken-over');
    await other.client.press('Control+Alt+Shift+m');
    await other.client.page.getByRole('button', { name: 'Sign out' }).click();
    await other.client.page.getByText('You are signed out.').waitFor();
    expect(await accessOwn(at.database).selectFrom('access.session').selectAll().execute()).toHaveLength(2);
  });
});

describe('the installed application', () => {
  it('has a manifest, and a page for those who are offline that keeps nothing of the API', async () => {
    const client = await open(`/#${registrationCode}`);
    const { page } = client;
    await page.getByLabel('Password', { exact: true }).waitFor();
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    const manifest = JSON.parse((await at.send('/alcove.webmanifest')).body);
    expect(manifest).toMatchObject({
      display: 'standalone',
      protocol_handlers: [{ protocol: 'web+workspaces', url: '/#%s' }],
    });
    const cached = await page.evaluate(
      'caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys())))).then((all) => all.flat().map(({ url }) => new URL(url).pathname))',
    );
    expect(cached).toContain('/offline.html');
    expect(JSON.stringify(cached)).not.toMatch(/api|ping|stream/);
    await at.gateway.close();
    await page.goto(at.gateway.url).catch(() => undefined);
    await page.getByRole('heading', { name: 'You are offline' }).waitFor();
    await look(client, 'offline');
  });
});
