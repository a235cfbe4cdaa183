import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CertificateAuthority } from '../../../server/src/base/pki.ts';
import { root } from '../../../test/support/installation.ts';
import { median } from '../../statistics.ts';
import type { GatewayProcessOptions } from '../relay/gatewayProcess.ts';
import { Program } from '../relay/processes.ts';
import type { Path } from '../relay/viewer.ts';
import { Display, PASSWORD } from './display.ts';
import { RfbViewer } from './rfbViewer.ts';

/**
 * Fixed scenes on a real Xvnc, straight from its port, through websockify (Debian's) with TLS, and through the gateway
 * with TLS on both sides: updates, bytes, CPU, and the time from a key to the pixels that it changes.
 * `node bench/streaming/scenes/main.ts` writes a dated file to bench/results. It needs tigervnc-standalone-server,
 * tigervnc-tools, websockify, openbox, xterm, xdotool and ffmpeg.
 */
const PORT = 23_450;
const SCENE_SECONDS = Number(process.env.SECONDS ?? 5);
const ROUNDS = Number(process.env.ROUNDS ?? 2);
const KEYS = Number(process.env.KEYS ?? 120);

const directory = mkdtempSync(join(tmpdir(), 'alcove-bench-scenes-'));
const authority = await CertificateAuthority.load(await CertificateAuthority.create('bench', new Date()));
const certificate = await authority.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
const ca = authority.certificatePem;
const [certificateFile, keyFile, caFile] = ['server.crt', 'server.key', 'ca.crt'].map((name) =>
  join(directory, name),
) as [string, string, string];
writeFileSync(certificateFile, certificate.certificatePem);
writeFileSync(keyFile, certificate.privateKeyPem);
writeFileSync(caFile, ca);

interface Way {
  name: string;
  path: Path;
  program: Program | undefined;
}

const display = await Display.start(directory, PORT, certificateFile, keyFile);
const gatewayOptions: GatewayProcessOptions = {
  port: PORT + 2,
  certificateFile,
  keyFile,
  caFile,
  desktop: { kind: 'display', host: '127.0.0.1', port: PORT, password: PASSWORD },
};
const ways: Way[] = [
  { name: 'direct', path: { kind: 'direct', port: PORT }, program: undefined },
  {
    name: 'websockify',
    path: { kind: 'websockify', port: PORT + 1, ca },
    program: await Program.listening(
      'websockify',
      [
        `--cert=${certificateFile}`,
        `--key=${keyFile}`,
        '--ssl-only',
        `127.0.0.1:${PORT + 1}`,
        `127.0.0.1:${PORT}`,
      ],
      PORT + 1,
    ),
  },
  {
    name: 'ours',
    path: { kind: 'ours', port: PORT + 2, ca },
    program: await Program.node(new URL('../relay/gatewayProcess.ts', import.meta.url), gatewayOptions),
  },
];

interface Scene {
  name: string;
  begin: () => void;
  /** What the user does in the meantime, every so many milliseconds. */
  act?: { everyMs: number; with: (viewer: RfbViewer, count: number) => void };
}

const scroll = ['sh', '-c', 'while :; do seq 1 4; sleep 0.033; done'];
const window = [
  'sh',
  '-c',
  'x=0; while :; do x=$(((x+20)%800)); xdotool search --onlyvisible --class xterm windowmove $x 100; sleep 0.03; done',
];
const film = ['-loglevel', 'quiet', '-f', 'lavfi', '-i', 'testsrc2=size=854x480:rate=30', '-an'];
const scenes: Scene[] = [
  { name: 'idle', begin: () => undefined },
  {
    name: 'typing, 10 keys a second',
    begin: () => display.terminal('80x24+100+100', ['cat']),
    act: {
      everyMs: 100,
      with: (viewer, count) => viewer.key(count % 60 === 59 ? 0xff0d : 0x61 + (count % 26)),
    },
  },
  { name: 'scrolling, 120 lines a second', begin: () => display.terminal('120x40+50+20', scroll) },
  {
    name: 'a window dragged, 30 steps a second',
    begin: () => {
      display.terminal('80x24+0+100', ['cat']);
      display.run(window[0] ?? '', window.slice(1));
    },
  },
  { name: 'video of 854 × 480 at 30 a second', begin: () => display.run('ffplay', film) },
];

interface Costs {
  updatesPerSecond: number;
  kbPerSecond: number;
  gatewayPercent: number;
  displayPercent: number;
}

async function measure(scene: Scene, { path, program }: Way): Promise<Costs> {
  const viewer = await RfbViewer.connect(path);
  await delay(500);
  const before = {
    gateway: program?.cost().cpuSeconds ?? 0,
    display: display.program.cost().cpuSeconds,
    at: performance.now(),
  };
  viewer.updates = 0;
  viewer.bytes = 0;
  let count = 0;
  const timer = scene.act && setInterval(() => scene.act?.with(viewer, count++), scene.act.everyMs);
  await delay(SCENE_SECONDS * 1000);
  clearInterval(timer);
  const seconds = (performance.now() - before.at) / 1000;
  const costs = {
    updatesPerSecond: viewer.updates / seconds,
    kbPerSecond: viewer.bytes / seconds / 1000,
    gatewayPercent: (((program?.cost().cpuSeconds ?? 0) - before.gateway) / seconds) * 100,
    displayPercent: ((display.program.cost().cpuSeconds - before.display) / seconds) * 100,
  };
  await viewer.close();
  return costs;
}

/** Tight's rectangles of the two colours, as flip.ts has them. */
const colours = [Buffer.from('800ac814', 'hex'), Buffer.from('80c80a14', 'hex')];

/** Milliseconds from a key to the message with the pixels of the colour that it brings. */
async function inputToPixel({ path }: Way): Promise<number[]> {
  const viewer = await RfbViewer.connect(path);
  viewer.pointer(60, 60);
  await delay(700);
  const times: number[] = [];
  for (let count = 0; count < KEYS; count++) {
    const seen = Promise.withResolvers<void>();
    viewer.onMessage = (message) => {
      if (message[0] === 0 && colours.some((colour) => message.includes(colour))) seen.resolve();
    };
    const start = performance.now();
    viewer.key(0x61);
    const answered = await Promise.race([seen.promise.then(() => true), delay(1000, false)]);
    if (answered) times.push(performance.now() - start);
    // Not in step with the display's own clock.
    await delay(30 + (count % 17));
  }
  await viewer.close();
  if (times.length < KEYS * 0.9) throw new Error(`Only ${times.length} of ${KEYS} keys were seen.`);
  return times;
}

const quantile = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

const rows: string[] = [];
for (const scene of scenes) {
  scene.begin();
  await delay(2000);
  const found = new Map<string, Costs[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ways) {
      process.stderr.write(`${scene.name} ${round} ${way.name}\n`);
      found.set(way.name, [...(found.get(way.name) ?? []), await measure(scene, way)]);
    }
  }
  display.stopAll();
  for (const [name, runs] of found) {
    const of = (key: keyof Costs) => median(runs.map((run) => run[key]));
    rows.push(
      `| ${scene.name} | ${name} | ${of('updatesPerSecond').toFixed(1)} | ${of('kbPerSecond').toFixed(1)} | ${name === 'direct' ? '' : of('gatewayPercent').toFixed(1)} | ${of('displayPercent').toFixed(1)} |`,
    );
  }
  await delay(500);
}

const latencies: string[] = [];
const p50 = new Map<string, number>();
for (const beside of ['nothing', 'video'] as const) {
  if (beside === 'video') display.run('ffplay', [...film, '-left', '400', '-top', '200']);
  await delay(1500);
  display.flipper();
  await delay(1500);
  const found = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ways) {
      process.stderr.write(`key beside ${beside} ${round} ${way.name}\n`);
      found.set(way.name, [...(found.get(way.name) ?? []), ...(await inputToPixel(way))]);
    }
  }
  for (const [name, times] of found) {
    if (beside === 'nothing') p50.set(name, median(times));
    latencies.push(
      `| ${beside} | ${name} | ${median(times).toFixed(2)} | ${quantile(times, 0.95).toFixed(2)} |`,
    );
  }
  display.stopAll();
  await delay(500);
}

const ours = p50.get('ours') ?? Number.NaN;
const added = ours - (p50.get('direct') ?? Number.NaN);
const date = new Date().toISOString().slice(0, 10);
const page = `# Scenes on a real display, ${date}

Machine: ${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB, shared with other work. Xvnc of 1280 × 720 at 120 frames a second, Tight with quality 6. Medians of ${ROUNDS} rounds of ${SCENE_SECONDS} s, the ways in turn; only ratios within a scene count. websockify speaks TLS to the client, ours to both sides. CPU in per cent of a core.

| scene | way | updates/s | kB/s | gateway's CPU, % | display's CPU, % |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

From a key to the message with the pixels that it changed, ms:

| beside | way | p50 | p95 |
| --- | --- | --- | --- |
${latencies.join('\n')}

Goal: input to pixel under 15 ms at p50 on the loopback: ${ours.toFixed(2)} ms, ${ours < 15 ? 'met' : 'not met'}; ${added.toFixed(2)} ms of it are the gateway's.
`;
mkdirSync(join(root, 'bench', 'results'), { recursive: true });
writeFileSync(join(root, 'bench', 'results', `${date}-streaming-scenes.md`), page);
process.stdout.write(page);
for (const { program } of ways) await program?.stop();
await display.close();
rmSync(directory, { recursive: true });
process.exit();
