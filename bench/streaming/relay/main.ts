import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CertificateAuthority } from '../../../server/src/base/pki.ts';
import { ServerMessages } from '../../../server/src/streaming/rfb/serverMessages.ts';
import { desktopInit, keyEvent } from '../../../server/src/streaming/rfb/testing.ts';
import { root } from '../../../test/support/installation.ts';
import { median } from '../../statistics.ts';
import type { DesktopsOptions } from './desktopsProcess.ts';
import type { GatewayProcessOptions } from './gatewayProcess.ts';
import { Program } from './processes.ts';
import { type Cell, report } from './report.ts';
import { tightUpdate } from './tightUpdate.ts';
import { open, type Path, type Viewer } from './viewer.ts';

/**
 * What the relay costs beside websockify (Debian's) and beside nothing, on synthetic desktops: one bulk stream, the
 * latency that it adds, and many sessions at once. `node bench/streaming/relay/main.ts` writes a dated file to
 * bench/results. Paths are measured in turn: on a busy machine only ratios count.
 */
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const BULK_SECONDS = 3;
const SESSIONS_SECONDS = 5;
const ECHOES = 400;
const PORT = 23_400;

const directory = mkdtempSync(join(tmpdir(), 'alcove-bench-relay-'));
const authority = await CertificateAuthority.load(await CertificateAuthority.create('bench', new Date()));
const certificate = await authority.issue({ commonName: 'localhost', dnsNames: ['localhost'] });
const ca = authority.certificatePem;
const files = {
  certificateFile: join(directory, 'server.crt'),
  keyFile: join(directory, 'server.key'),
  caFile: join(directory, 'ca.crt'),
};
writeFileSync(files.certificateFile, certificate.certificatePem);
writeFileSync(files.keyFile, certificate.privateKeyPem);
writeFileSync(files.caFile, ca);

const here = (name: string) => new URL(name, import.meta.url);
const desktops = (port: number, profile: DesktopsOptions['profile'], tls: boolean) => {
  const { certificateFile, keyFile } = files;
  const options: DesktopsOptions = { port, profile, ...(tls && { certificateFile, keyFile }) };
  return Program.node(here('./desktopsProcess.ts'), options);
};
const gateway = (port: number, target: number, kind: 'tcp' | 'tls', transparent = false) => {
  const desktop = { kind, host: '127.0.0.1', port: target };
  const options: GatewayProcessOptions = { port, ...files, desktop, transparent };
  return Program.node(here('./gatewayProcess.ts'), options);
};
const websockify = (port: number, target: number) =>
  Program.listening(
    'websockify',
    [
      `--cert=${files.certificateFile}`,
      `--key=${files.keyFile}`,
      '--ssl-only',
      `127.0.0.1:${port}`,
      `127.0.0.1:${target}`,
    ],
    port,
  );

interface Contender {
  name: string;
  path: Path;
  program: Program | undefined;
}

/** The ways to synthetic desktops of a profile, all at once; each is measured by itself. */
async function contenders(profile: DesktopsOptions['profile'], port: number) {
  const plain = await desktops(port, profile, false);
  const secured = await desktops(port + 1, profile, true);
  const list: Contender[] = [
    { name: 'direct', path: { kind: 'direct', port }, program: undefined },
    {
      name: 'websockify',
      path: { kind: 'websockify', port: port + 2, ca },
      program: await websockify(port + 2, port),
    },
    {
      name: 'transparent',
      path: { kind: 'ours', port: port + 3, ca, transparent: true },
      program: await gateway(port + 3, port, 'tcp', true),
    },
    {
      name: 'ours',
      path: { kind: 'ours', port: port + 4, ca },
      program: await gateway(port + 4, port, 'tcp'),
    },
    {
      name: 'ours, TLS to the desktop too',
      path: { kind: 'ours', port: port + 5, ca },
      program: await gateway(port + 5, port + 1, 'tls'),
    },
  ];
  const stop = async () => {
    for (const { program } of list) await program?.stop();
    await plain.stop();
    await secured.stop();
  };
  return { list, stop };
}

async function bulk({ path, program }: Contender): Promise<{ mbPerSecond: number; cpuMsPerMb: number }> {
  const viewer = await open(path);
  let bytes = 0;
  viewer.onData = (data) => {
    bytes += data.length;
  };
  await delay(500);
  const before = { bytes, cpu: program?.cost().cpuSeconds ?? 0, at: performance.now() };
  await delay(BULK_SECONDS * 1000);
  const megabytes = (bytes - before.bytes) / 1e6;
  const seconds = (performance.now() - before.at) / 1000;
  const cpu = (program?.cost().cpuSeconds ?? 0) - before.cpu;
  await viewer.close();
  return { mbPerSecond: megabytes / seconds, cpuMsPerMb: (cpu * 1000) / megabytes };
}

/** Milliseconds from a key to the update that answers it, each time. */
async function echoes({ path }: Contender): Promise<number[]> {
  const viewer = await open(path);
  let heard: () => void = () => undefined;
  const next = () =>
    new Promise<void>((resolve) => {
      heard = resolve;
    });
  viewer.onData = () => heard();
  await next();
  const times: number[] = [];
  for (let count = 0; count < ECHOES; count++) {
    const start = performance.now();
    const answer = next();
    viewer.send(keyEvent(0x61, count % 2 === 0));
    await answer;
    times.push(performance.now() - start);
    if (count % 10 === 0) await delay(1);
  }
  await viewer.close();
  return times.slice(50);
}

async function sessions(program: Program, path: Path, count: number) {
  const viewers: Viewer[] = [];
  let bytes = 0;
  for (let opened = 0; opened < count; opened += 20) {
    const some = await Promise.all(Array.from({ length: Math.min(20, count - opened) }, () => open(path)));
    for (const viewer of some) {
      viewer.onData = (data) => {
        bytes += data.length;
      };
    }
    viewers.push(...some);
  }
  await delay(1500);
  const before = { ...program.cost(), bytes, at: performance.now() };
  await delay(SESSIONS_SECONDS * 1000);
  const after = program.cost();
  const seconds = (performance.now() - before.at) / 1000;
  const cpuPercent = ((after.cpuSeconds - before.cpuSeconds) / seconds) * 100;
  const delivered = (bytes - before.bytes) / seconds / (count * 40_000);
  await Promise.all(viewers.map((viewer) => viewer.close()));
  await delay(500);
  return {
    cpuPercent,
    memoryMib: after.memoryMib,
    delivered,
    perCore: (count * delivered * 100) / cpuPercent,
  };
}

/** What following a desktop's messages costs by itself, in CPU milliseconds for each megabyte. */
function walking(): number {
  const bytes = tightUpdate(2000, 2000);
  const messages = new ServerMessages(() => ({ toDesktop: true, fromDesktop: true, bytesMax: 0 }));
  messages.push(desktopInit);
  const run = (times: number) => {
    for (let count = 0; count < times; count++) {
      for (let at = 0; at < bytes.length; at += 65_536) messages.push(bytes.subarray(at, at + 65_536));
    }
  };
  run(100);
  const before = process.cpuUsage();
  run(200);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / ((200 * bytes.length) / 1e6);
}

const byName = <T>(): Map<string, T[]> => new Map();
function add<T>(map: Map<string, T[]>, name: string, value: T): void {
  map.set(name, [...(map.get(name) ?? []), value]);
}

async function measureBulk() {
  const { list, stop } = await contenders('bulk', PORT);
  const found = byName<{ mbPerSecond: number; cpuMsPerMb: number }>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of list) {
      process.stderr.write(`bulk ${round} ${contender.name}\n`);
      add(found, contender.name, await bulk(contender));
    }
  }
  await stop();
  return found;
}

async function measureLatency() {
  const { list, stop } = await contenders('echo', PORT + 10);
  const found = byName<number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const contender of list) {
      process.stderr.write(`echo ${round} ${contender.name}\n`);
      add(found, contender.name, await echoes(contender));
    }
  }
  await stop();
  return found;
}

async function measureSessions() {
  const { list, stop } = await contenders('active', PORT + 20);
  const cells: Cell[] = [];
  for (const count of [100, 500, 1000]) {
    for (const { name, path, program } of list) {
      if (!program || name === 'transparent' || (name === 'websockify' && count > 100)) continue;
      process.stderr.write(`sessions ${count} ${name}\n`);
      cells.push({ name, count, ...(await sessions(program, path, count)) });
    }
  }
  await stop();
  return cells;
}

try {
  const bulkFound = await measureBulk();
  const latencyFound = await measureLatency();
  const sessionsFound = await measureSessions();
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GiB`;
  const page = report({
    date,
    machine,
    rounds: ROUNDS,
    walkingMsPerMb: walking(),
    bulk: new Map(
      [...bulkFound].map(([name, runs]) => [
        name,
        {
          mbPerSecond: median(runs.map((run) => run.mbPerSecond)),
          cpuMsPerMb: median(runs.map((run) => run.cpuMsPerMb)),
        },
      ]),
    ),
    latencyMs: new Map([...latencyFound].map(([name, runs]) => [name, median(runs.map(median))])),
    sessions: sessionsFound,
  });
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  writeFileSync(join(root, 'bench', 'results', `${date}-streaming-relay.md`), page);
  process.stdout.write(page);
} finally {
  rmSync(directory, { recursive: true });
}
process.exit();
