import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';

/** Debian's. */
const CHROMIUM = '/usr/bin/chromium';
const PAGE_TIMEOUT_MS = 30_000;
/** A WorkSpace that is only being set up has its desktop after so long at most. */
const DESKTOP_TIMEOUT_MS = 120_000;
/** A window that has been painted looks the same after so long. */
const SETTLING_MS = 500;
/** Faster than anybody types, and slow enough for the desktop to see keys go down and up one after another. */
const KEY_PAUSE_MS = 15;

export interface ClientOptions {
  /** The gateway, or an invitation's link to it. */
  url: string;
  size?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  /** Further arguments of the browser. */
  browserArguments?: readonly string[];
}

/** Opens the web client in a browser that has never seen it. */
export async function openClient({
  url,
  size = { width: 1600, height: 900 },
  colorScheme = 'light',
  browserArguments = [],
}: ClientOptions): Promise<Client> {
  const userData = mkdtempSync(join(tmpdir(), 'alcove-browser-'));
  const context = await chromium.launchPersistentContext(userData, {
    executablePath: CHROMIUM,
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ...browserArguments,
    ],
    // The certificate is of the installation's own authority, which this browser has never heard of.
    ignoreHTTPSErrors: true,
    viewport: size,
    colorScheme,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(PAGE_TIMEOUT_MS);
  await page.goto(url);
  return new Client(context, page, userData);
}

/** A user at a browser. */
export class Client {
  /** For what the other methods do not do. */
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #userData: string;

  constructor(context: BrowserContext, page: Page, userData: string) {
    this.#context = context;
    this.page = page;
    this.#userData = userData;
  }

  /**
   * Signs in and waits until the desktop is painted.
   * @throws Error with the sentence that the page shows when it refuses
   */
  async signIn(registrationCode: string, userName: string, password: string): Promise<void> {
    const painted = this.register(registrationCode)
      .then(() => this.enterCredentials(userName, password))
      .then(() => this.desktop());
    const refused = this.problem(DESKTOP_TIMEOUT_MS);
    const sentence = await Promise.race([painted, refused]);
    // The other one stays without an outcome until the browser is closed.
    for (const outcome of [painted, refused]) outcome.catch(() => undefined);
    if (typeof sentence === 'string') throw new Error(`The web client says: ${sentence}`);
  }

  /** Enters the registration code, unless a link has done so. */
  async register(registrationCode: string): Promise<void> {
    const { page } = this;
    const code = page.getByLabel('Registration code', { exact: true });
    const password = page.getByLabel('Password', { exact: true });
    await code.or(password).waitFor();
    if (await password.isVisible()) return;
    await code.fill(registrationCode);
    await page.getByRole('button', { name: 'Continue' }).click();
  }

  /** Fills in and submits the sign-in form; what comes of it is not waited for. */
  async enterCredentials(userName: string, password: string): Promise<void> {
    const { page } = this;
    await page.getByLabel('User name', { exact: true }).fill(userName);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  /** Waits until the desktop is on the screen: a picture of several colours, with no page above it. */
  async desktop(): Promise<void> {
    const { page } = this;
    await page.locator('.toolbar').waitFor({ timeout: DESKTOP_TIMEOUT_MS });
    const canvas = page.locator('canvas');
    await canvas.waitFor();
    const deadline = performance.now() + PAGE_TIMEOUT_MS;
    while ((await coloursOf(canvas)) < 8) {
      if (performance.now() > deadline) throw new Error('The desktop stays blank.');
      await page.waitForTimeout(50);
    }
  }

  /** The sentence with which the page refuses, as soon as it does. */
  async problem(timeoutMs = PAGE_TIMEOUT_MS): Promise<string> {
    const alert = this.page.getByRole('alert').filter({ hasText: /./ });
    await alert.waitFor({ timeout: timeoutMs });
    return (await alert.textContent()) ?? '';
  }

  /** Presses keys together, such as `Control+Alt+t`. */
  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys, { delay: KEY_PAUSE_MS });
  }

  /** Types into whatever has the focus on the desktop; `\n` is the Enter key. */
  async typeText(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: KEY_PAUSE_MS });
  }

  /** Waits until the page no longer looks like `before` and has come to rest. @returns how it looks then */
  async settled(before: Buffer): Promise<Buffer> {
    const deadline = performance.now() + PAGE_TIMEOUT_MS;
    let last = before;
    for (;;) {
      await this.page.waitForTimeout(SETTLING_MS);
      const now = await this.screenshot();
      if (now.equals(last) && !now.equals(before)) return now;
      if (performance.now() > deadline) throw new Error('The page does not come to rest.');
      last = now;
    }
  }

  /** The page as the user sees it, as PNG. */
  async screenshot(): Promise<Buffer> {
    return await this.page.screenshot();
  }

  async close(): Promise<void> {
    await this.#context.close();
    rmSync(this.#userData, { recursive: true, force: true });
  }
}

/** What is used here of the browser's canvas; the tests are not compiled with the browser's types. */
interface Canvas {
  width: number;
  height: number;
  getContext(type: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  };
}

/** How many colours a sample of the canvas's pixels has. */
async function coloursOf(locator: Locator): Promise<number> {
  return await locator.evaluate((element) => {
    const canvas = element as unknown as Canvas;
    if (canvas.width === 0 || canvas.height === 0) return 0;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set<string>();
    const pixels = data.length / 4;
    const step = Math.max(1, Math.floor(pixels / 10_000));
    for (let pixel = 0; pixel < pixels; pixel += step) {
      colours.add(data.subarray(pixel * 4, pixel * 4 + 3).join());
    }
    return colours.size;
  });
}
