import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VideoUnderTest } from '../client/src/channels/testing-video-calls.ts';
import type { Engine } from '../server/src/engine/index.ts';
import { type Client, openClient } from './browser.ts';
import { engineOf } from './support/desktop.ts';
import { callInPage, desktopShell } from './support/inside.ts';
import { root } from './support/installation.ts';
import type { Setup } from './support/setup.ts';
import { setUpShared, shared, tearDownShared } from './support/shared.ts';
import { until } from './support/until.ts';

describe('the video stream, between a browser and a desktop', () => {
  let setup: Setup;
  let engine: Engine;
  let client: Client;

  beforeAll(async () => {
    setup = await setUpShared('video');
    engine = await engineOf(shared);
    client = await openClient({ url: shared.gatewayUrl, size: { width: 1280, height: 720 } });
    await putIntoPage(client);
    await inPage('connect', setup.registrationCode, setup.first.userName, setup.first.password);
  });
  afterAll(async () => {
    await client?.close();
    engine?.close();
    await tearDownShared(setup);
  });

  /** Calls one of the page's functions. */
  async function inPage<Name extends keyof VideoUnderTest>(
    name: Name,
    ...values: Parameters<VideoUnderTest[Name]>
  ): Promise<Awaited<ReturnType<VideoUnderTest[Name]>>> {
    return (await callInPage(client, 'videoUnderTest', name, values)) as Awaited<
      ReturnType<VideoUnderTest[Name]>
    >;
  }

  /** A command of the shell, as the desktop's user. */
  const inDesktop = (command: string) => desktopShell(engine, setup.first)(command);

  const encoded = (text: string) => `echo ${Buffer.from(text).toString('base64')} | base64 -d`;

  /** Until every pixel in the page is the desktop's. */
  const sharp = () =>
    until('the page has the exact picture of the desktop', 20, async () => {
      const desktop = (await inDesktop(`${encoded(HASH)} | python3 -I -S -`)).trim();
      return (await inPage('pixelsHash')) === desktop || undefined;
    });

  async function playFilm(): Promise<void> {
    await inDesktop(
      `${encoded(FILM)} > /tmp/film.py; setsid python3 -I -S /tmp/film.py < /dev/null > /dev/null 2>&1 &`,
    );
  }
  const stopFilm = () => inDesktop("pkill -f '[f]ilm.py' || true");

  /** What comes in two seconds. */
  async function traffic() {
    const before = await inPage('counts');
    await client.page.waitForTimeout(2000);
    const after = await inPage('counts');
    return {
      exactBytes: after.exactBytes - before.exactBytes,
      videoBytes: after.videoBytes - before.videoBytes,
      videoFrames: after.videoFrames - before.videoFrames,
    };
  }

  async function screenshot(name: string): Promise<void> {
    const folder = process.env.ALCOVE_SCREENSHOTS;
    if (folder) await client.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  it('draws the desktop exactly, and costs nothing while it rests', async () => {
    await until('the desktop has the size of the window', 30, async () =>
      (await inPage('size')).width === 1280 ? true : undefined,
    );
    expect(await inPage('isAvailable')).toBe(true);
    await inPage('startVideo');
    await sharp();
    await screenshot('video-at-rest');
  });

  it('shows what moves as video, while the exact stream is silent, and sharpens it when it stands', async () => {
    await playFilm();
    const moving = await until('video frames come', 20, async () => {
      const found = await traffic();
      return found.videoFrames > 20 ? found : undefined;
    });
    expect(moving.exactBytes).toBeLessThan(5000);
    await screenshot('video-playing');
    await stopFilm();
    await sharp();
    await screenshot('video-sharpened');
  });

  it('is switched off and on again in the middle', async () => {
    await playFilm();
    await until('video frames come', 20, async () => (await traffic()).videoFrames > 20 || undefined);
    await inPage('stopVideo');
    const exact = await until('the exact stream goes on', 10, async () => {
      const found = await traffic();
      return found.exactBytes > 100_000 ? found : undefined;
    });
    expect(exact.videoFrames).toBe(0);
    await screenshot('exact-playing');
    await inPage('startVideo');
    await until('the exact stream is silent', 10, async () => {
      const found = await traffic();
      return (found.exactBytes < 5000 && found.videoFrames > 20) || undefined;
    });
    await stopFilm();
    await sharp();
  });

  it('follows the size of the window', async () => {
    await client.page.setViewportSize({ width: 1101, height: 651 });
    await until('the desktop has the size of the window', 10, async () =>
      (await inPage('size')).width === 1101 ? true : undefined,
    );
    await sharp();
    await screenshot('video-resized');
  });

  it('is not there in a browser without WebCodecs, which has the exact stream', async () => {
    await client.page.evaluate(() => Reflect.deleteProperty(globalThis, 'VideoDecoder'));
    expect(await inPage('isAvailable')).toBe(false);
    await inPage('stopVideo');
    await playFilm();
    await until(
      'the exact stream goes on',
      10,
      async () => (await traffic()).exactBytes > 100_000 || undefined,
    );
    await stopFilm();
  });
});

/** The client's modules with what the test calls: noVNC waits at its top level, so that it is a module to import. */
async function putIntoPage({ page }: Client): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'client', 'src', 'channels', 'testing-video.ts')],
    ...{ bundle: true, format: 'esm', target: 'es2022', write: false },
  });
  const body = outputFiles[0]?.text ?? '';
  await page.route('**/assets/testing-video.js', (route) =>
    route.fulfill({ body, contentType: 'text/javascript' }),
  );
  await page.evaluate("import('/assets/testing-video.js')");
}

/** Programs of ours for the desktop. What the agent's own module sees of the screen is what a screenshot would. */
const HASH = `
import hashlib, sys
sys.path.insert(0, "/usr/lib/alcove")
from alcove_agent.video.picture import Picture
from alcove_agent.video.screen import Screen
screen = Screen()
screen.capture(0, screen.height)
picture = Picture(screen.width, screen.height)
whole = (0, 0, screen.width, screen.height)
picture.take(screen.pixels, whole)
print(hashlib.sha256(picture.packed([whole])).hexdigest())
`;

/** A window of 800 by 600 whose content is another thirty times a second: coarse noise that moves. */
const FILM = `
import ctypes, os, random, time
from ctypes import byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p
x11 = ctypes.CDLL("libX11.so.6")
def function(name, result, *arguments):
    found = getattr(x11, name)
    found.restype, found.argtypes = result, arguments
    return found
display = function("XOpenDisplay", c_void_p, c_char_p)(None)
root = function("XDefaultRootWindow", c_ulong, c_void_p)(display)
visual = function("XDefaultVisual", c_void_p, c_void_p, c_int)(display, 0)
create = function("XCreateSimpleWindow", c_ulong, c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_uint, c_ulong, c_ulong)
window = create(display, root, 100, 50, 800, 600, 0, 0, 0)
function("XMapRaised", c_int, c_void_p, c_ulong)(display, window)
gc = function("XDefaultGC", c_void_p, c_void_p, c_int)(display, 0)
image = function("XCreateImage", c_void_p, c_void_p, c_void_p, c_uint, c_int, c_int, c_void_p, c_uint, c_uint, c_int, c_int)
put = function("XPutImage", c_int, c_void_p, c_ulong, c_void_p, c_void_p, c_int, c_int, c_int, c_int, c_uint, c_uint)
flush = function("XSync", c_int, c_void_p, c_int)
row = lambda: b"".join(bytes([random.randrange(256) for _ in range(3)] + [0]) * 8 for _ in range(116))
data = ctypes.create_string_buffer(b"".join(row() * 8 for _ in range(80)), 928 * 4 * 640)
picture = image(display, visual, 24, 2, 0, ctypes.addressof(data), 928, 640, 32, 928 * 4)
frame = 0
while True:
    put(display, window, gc, picture, frame * 2 % 128, frame % 40, 0, 0, 800, 600)
    flush(display, 0)
    frame += 1
    time.sleep(1 / 30)
`;
