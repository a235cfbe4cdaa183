import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelsUnderTest } from '../client/src/channels/testing-calls.ts';
import type { Engine } from '../server/src/engine/index.ts';
import { type Client, openClient } from './browser.ts';
import { engineOf } from './support/desktop.ts';
import { callInPage, desktopShell } from './support/inside.ts';
import { root } from './support/installation.ts';
import type { Setup } from './support/setup.ts';
import { setUpShared, shared, tearDownShared } from './support/shared.ts';
import { until } from './support/until.ts';

/** What a browser needs to hear itself: a microphone that beeps, and sound without a click. */
const BROWSER_ARGUMENTS = [
  ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  '--autoplay-policy=no-user-gesture-required',
];

describe('the side channels, between a browser and a desktop', () => {
  let setup: Setup;
  let engine: Engine;
  let client: Client;

  beforeAll(async () => {
    setup = await setUpShared('channels');
    engine = await engineOf(shared);
    client = await openClient({ url: shared.gatewayUrl, browserArguments: BROWSER_ARGUMENTS });
    await client.page.evaluate(await channelsScript());
    await inPage('connect', setup.registrationCode, setup.first.userName, setup.first.password);
  });
  afterAll(async () => {
    await client?.close();
    engine?.close();
    await tearDownShared(setup);
  });

  /** Calls one of the page's functions. */
  async function inPage<Name extends keyof ChannelsUnderTest>(
    name: Name,
    ...values: Parameters<ChannelsUnderTest[Name]>
  ): Promise<Awaited<ReturnType<ChannelsUnderTest[Name]>>> {
    return (await callInPage(client, 'channelsUnderTest', name, values)) as Awaited<
      ReturnType<ChannelsUnderTest[Name]>
    >;
  }

  /** A command of the shell, as the desktop's user. */
  const inDesktop = (command: string) => desktopShell(engine, setup.first)(command);

  /** A program of ours for the desktop, which has Python. */
  const python = (program: string) =>
    inDesktop(`echo ${Buffer.from(program).toString('base64')} | base64 -d | python3 -I -`);

  it('what is played in the desktop is heard in the browser, and silence costs nothing', async () => {
    await until('the sound server runs', 30, async () =>
      (await inDesktop('pactl info > /dev/null && echo yes || echo no')).trim() === 'yes' ? true : undefined,
    );
    await inPage('playSound');
    expect((await inPage('heard'))?.packets).toBe(0);
    await python(TONE);
    const playing = inDesktop('paplay --raw --rate=48000 --channels=2 --format=s16le /tmp/tone.raw');
    const heard = await until('the tone is heard', 10, async () => {
      const statistics = await inPage('heard');
      return statistics && statistics.peak > 0.3 ? statistics : undefined;
    });
    await playing;
    expect(heard.peak).toBeLessThan(0.9);
  });

  it('what is said to the browser is recorded in the desktop', async () => {
    await inPage('speak');
    await until('packets of the microphone', 10, async () => (await inPage('spoken')) > 50 || undefined);
    await inDesktop('timeout 3 parec --raw --format=s16le --rate=48000 --channels=1 > /tmp/said.raw || true');
    expect(Number(await python(LOUDEST))).toBeGreaterThan(1000);
  });

  it('files go up and come down under names that hurt nobody', async () => {
    expect(await inPage('upload', '../../.bashrc', 'hello')).toEqual({ name: 'bashrc' });
    expect(await inPage('upload', '../../.bashrc', 'hello again')).toEqual({ name: 'bashrc (1)' });
    expect(await inDesktop('cat "$HOME/Downloads/bashrc (1)"')).toBe('hello again');
    await inDesktop('echo from the desktop > "$HOME/Downloads/für dich.txt"');
    const names = (await inPage('list')).map(({ name }) => name);
    expect(names.sort()).toEqual(['bashrc', 'bashrc (1)', 'für dich.txt']);
    expect(await inPage('download', 'für dich.txt')).toBe('from the desktop\n');
  });

  it('what is printed arrives as a PDF, and is gone from the desktop', async () => {
    await python(PRINT);
    const print = await inPage('nextPrint');
    expect(print).toMatchObject({ title: 'A letter', start: '%PDF-' });
    await until('the document is gone', 10, async () =>
      (await inDesktop('ls -A /var/spool/alcove-print')) === '' ? true : undefined,
    );
  });

  it('the desktop takes the time zone of the client, and pictures for its clipboard; it has no camera', async () => {
    expect(await inPage('redirectTimeZone', 'Asia/Kathmandu')).toBe('Asia/Kathmandu');
    expect((await inDesktop('date +%z')).trim()).toBe('+0545');
    expect(await inPage('redirectTimeZone', '../../etc/shadow')).toBeUndefined();
    expect(await inPage('copyPicture')).toBe(true);
    expect(await inPage('cameraProblem')).toBe('NotAvailable');
  });
});

/** The client's modules with what the test calls, as one script. Its worklet is the asset of the client's own build. */
async function channelsScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'client', 'src', 'channels', 'testing-page.ts')],
    ...{ bundle: true, format: 'iife', target: 'es2022', write: false, outdir: '/', publicPath: '/assets' },
    loader: { '.worklet.js': 'file' },
    assetNames: '[name]-[hash]',
  });
  const script = outputFiles.find(({ path }) => path.endsWith('.js') && !path.includes('worklet'));
  if (!script) throw new Error('The channels were not built.');
  return script.text;
}

/** Two seconds of 440 Hz in stereo, at half of the greatest loudness. */
const TONE = `
import array, math
samples = array.array("h")
for i in range(96000):
    samples.extend([int(16000 * math.sin(i * 2 * math.pi * 440 / 48000))] * 2)
open("/tmp/tone.raw", "wb").write(samples.tobytes())
`;

const LOUDEST = `
import array
samples = array.array("h")
data = open("/tmp/said.raw", "rb").read()
samples.frombytes(data[: len(data) // 2 * 2])
print(max((abs(each) for each in samples), default=0))
`;

/** Prints through the library that the programs of the desktop print with. */
const PRINT = `
import ctypes
cups = ctypes.CDLL("libcups.so.2")
cups.cupsGetDefault.restype = ctypes.c_char_p
printer = ctypes.c_char_p(cups.cupsGetDefault())
open("/tmp/letter.pdf", "wb").write(b"%PDF-1.4\\n" + b"% a page\\n" * 1000 + b"%%EOF\\n")
job = cups.cupsPrintFile(printer, b"/tmp/letter.pdf", b"A letter", 0, None)
assert job > 0, job
`;
