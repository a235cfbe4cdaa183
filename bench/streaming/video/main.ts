/**
 * The video stream beside the pixel-exact one, in one run on one display: `node bench/streaming/video/main.ts` writes
 * a dated file to bench/results. Needs Xvnc, ffmpeg, xterm, python3, libopenh264-7, libyuv0 and Chromium.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { Bed, makeFilm } from './bed.ts';
import type { LinkProperties } from './link.ts';
import type { Bench } from './pageApi.ts';
import { type Row, report } from './report.ts';

const LOOPBACK: LinkProperties = {
  name: 'loopback',
  bitsPerSecond: Number.POSITIVE_INFINITY,
  roundTripMs: 0,
};
const SLOW: LinkProperties = { name: '5 Mbit/s, 80 ms', bitsPerSecond: 5_000_000, roundTripMs: 80 };
const SECONDS = Number(process.env.BENCH_SECONDS ?? 6);
const KEYS = Number(process.env.BENCH_KEYS ?? 40);
const SETTLING_MS = 1500;
const FLASH = { x: 1200, y: 640 };
const STREAMS = ['Tight, quality 6', 'Tight, quality 2', 'video'] as const;

const wantedStreams = new RegExp(process.env.BENCH_STREAMS ?? '.');

declare const bench: Bench;

const folder = mkdtempSync(join(tmpdir(), 'alcove-bench-video-'));
const bed = new Bed(Number(process.env.BENCH_DISPLAY ?? 78), LOOPBACK);

const scenes: { name: string; begin: () => void }[] = [
  { name: 'idle', begin: () => undefined },
  {
    name: 'text scrolling, 60 lines/s',
    begin: () =>
      bed.run(
        'xterm',
        '-geometry',
        '150x45+0+0',
        '-e',
        'while :; do head -c 90 /dev/urandom | base64; sleep 0.016; done',
      ),
  },
  { name: 'video 854x480', begin: () => play('small', 854, 480) },
  { name: 'video, full screen', begin: () => play('large', bed.size.width, bed.size.height) },
];

function play(name: string, width: number, height: number): void {
  const film = join(folder, `${name}.raw`);
  bed.run('python3', join(import.meta.dirname, 'play.py'), film, `${width}`, `${height}`);
}

async function measure(page: Page, stream: (typeof STREAMS)[number], scene: string): Promise<Row> {
  const before = {
    cpu: bed.cpu(),
    bytes: bed.toClient.bytes,
    draws: await page.evaluate(() => bench.draws()),
  };
  await delay(SECONDS * 1000);
  const after = {
    cpu: bed.cpu(),
    bytes: bed.toClient.bytes,
    draws: await page.evaluate(() => bench.draws()),
  };
  const latencies: number[] = [];
  for (let key = 0; key < KEYS; key += 1) {
    latencies.push(await page.evaluate(({ x, y }) => bench.press(x + 20, y + 20), FLASH));
    await delay(90 + 7 * (key % 10));
  }
  const share = (name: 'xvnc' | 'agent' | 'browser') =>
    ((after.cpu[name] - before.cpu[name]) / SECONDS) * 100;
  return {
    scene,
    stream,
    kilobytesPerSecond: (after.bytes - before.bytes) / SECONDS / 1000,
    drawsPerSecond: (after.draws - before.draws) / SECONDS,
    desktopCpu: share('xvnc') + share('agent'),
    browserCpu: share('browser'),
    latencies,
  };
}

async function measureAll(page: Page, link: LinkProperties, wanted: RegExp): Promise<Row[]> {
  const rows: Row[] = [];
  for (const scene of scenes.filter(({ name }) => wanted.test(name))) {
    scene.begin();
    await delay(1000);
    await bed.flash(FLASH.x, FLASH.y);
    for (const stream of STREAMS.filter((name) => wantedStreams.test(name))) {
      bed.setLink(link);
      await page.goto(bed.url);
      await page.waitForFunction(() => 'bench' in globalThis);
      const quality = stream === 'Tight, quality 2' ? 2 : 6;
      await page.evaluate((level) => bench.connect(level), quality);
      if (stream === 'video') await page.evaluate(() => bench.startVideo());
      await delay(SETTLING_MS);
      rows.push(await measure(page, stream, scene.name));
      process.stderr.write(`${JSON.stringify({ link: link.name, ...rows.at(-1) })}\n`);
      if (process.env.BENCH_PICTURES) {
        const name = `${link.name}-${scene.name}-${stream}.png`.replace(/[^a-z0-9.]+/gi, '-');
        await page.screenshot({ path: join(process.env.BENCH_PICTURES, name) });
      }
      await page.evaluate(() => bench.disconnect());
    }
    bed.stopPrograms();
  }
  return rows;
}

try {
  makeFilm(join(folder, 'small.raw'), 854, 480);
  makeFilm(join(folder, 'large.raw'), bed.size.width, bed.size.height);
  await bed.start();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  const page = await browser.newPage({ viewport: bed.size });
  page.on('console', (message) => process.stderr.write(`page: ${message.text()}\n`));
  page.on('pageerror', (error) => process.stderr.write(`page: ${error.message}\n`));
  const wanted = new RegExp(process.env.BENCH_SCENES ?? '.');
  const near = await measureAll(page, LOOPBACK, wanted);
  const far = await measureAll(page, SLOW, wanted);
  await browser.close();
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const text = report({ date, machine, near, far, farName: SLOW.name, size: bed.size });
  process.stdout.write(text);
  if (!process.env.BENCH_SCENES && !process.env.BENCH_STREAMS) {
    const results = join(import.meta.dirname, '..', '..', 'results');
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, `${date}-video-stream.md`), text);
  }
} finally {
  bed.close();
  rmSync(folder, { recursive: true });
}
