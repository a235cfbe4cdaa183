export interface Cell {
  name: string;
  count: number;
  cpuPercent: number;
  memoryMib: number;
  /** What arrived, of what was to arrive. */
  delivered: number;
  /** Sessions that a whole core would carry at this cost. */
  perCore: number;
}

export interface Findings {
  date: string;
  machine: string;
  rounds: number;
  /** What following the messages costs by itself, measured without any input or output. */
  walkingMsPerMb: number;
  bulk: Map<string, { mbPerSecond: number; cpuMsPerMb: number }>;
  latencyMs: Map<string, number>;
  sessions: Cell[];
}

/** The page of a run. */
export function report(findings: Findings): string {
  return [
    `# The relay beside websockify, ${findings.date}`,
    '',
    `Machine: ${findings.machine}, shared with other work. Medians of ${findings.rounds} rounds, the ways in turn; only ratios within a table count. Client and gateway speak TLS on all ways but the direct one. "transparent" is our relay without its knowledge of RFB. Synthetic desktops send Tight rectangles of 2 kB.`,
    '',
    '## One bulk stream',
    '',
    '| way | MB/s | CPU of the gateway, ms per MB | CPU beside websockify |',
    '| --- | --- | --- | --- |',
    ...bulkRows(findings.bulk),
    '',
    '## A key and the small update that answers it',
    '',
    '| way | p50, ms | added to the direct way, ms |',
    '| --- | --- | --- |',
    ...latencyRows(findings.latencyMs),
    '',
    '## Many active sessions (ten updates of 4 kB a second each)',
    '',
    '| way | sessions | CPU of a core, % | sessions per core | memory, MiB | delivered |',
    '| --- | --- | --- | --- | --- | --- |',
    ...findings.sessions.map(
      (cell) =>
        `| ${cell.name} | ${cell.count} | ${cell.cpuPercent.toFixed(1)} | ${Math.round(cell.perCore)} | ${Math.round(cell.memoryMib)} | ${Math.round(cell.delivered * 100)} % |`,
    ),
    '',
    '## Goals',
    '',
    ...goals(findings).map(([goal, found, isMet]) => `- ${goal}: ${found}, ${isMet ? 'met' : 'not met'}.`),
    '',
  ].join('\n');
}

function bulkRows(bulk: Findings['bulk']): string[] {
  const base = bulk.get('websockify')?.cpuMsPerMb ?? Number.NaN;
  return [...bulk].map(([name, { mbPerSecond, cpuMsPerMb }]) =>
    name === 'direct'
      ? `| ${name} | ${mbPerSecond.toFixed(0)} | | |`
      : `| ${name} | ${mbPerSecond.toFixed(0)} | ${cpuMsPerMb.toFixed(2)} | ${(cpuMsPerMb / base).toFixed(2)} |`,
  );
}

function latencyRows(latencyMs: Map<string, number>): string[] {
  const direct = latencyMs.get('direct') ?? Number.NaN;
  return [...latencyMs].map(([name, ms]) => `| ${name} | ${ms.toFixed(3)} | ${(ms - direct).toFixed(3)} |`);
}

type Goal = [goal: string, found: string, isMet: boolean];

const production = 'ours, TLS to the desktop too';

function goals({ bulk, latencyMs, sessions, walkingMsPerMb }: Findings): Goal[] {
  const cost = (name: string) => bulk.get(name)?.cpuMsPerMb ?? Number.NaN;
  const walking = walkingMsPerMb / cost('transparent');
  const perByte = cost('ours') / cost('websockify');
  const added = (latencyMs.get(production) ?? Number.NaN) - (latencyMs.get('direct') ?? Number.NaN);
  const at = (name: string, count: number) =>
    sessions.find((cell) => cell.name === name && cell.count === count);
  const cpu = (at('ours', 100)?.cpuPercent ?? Number.NaN) / (at('websockify', 100)?.cpuPercent ?? Number.NaN);
  const memory =
    (at('ours', 100)?.memoryMib ?? Number.NaN) / (at('websockify', 100)?.memoryMib ?? Number.NaN);
  const perCore = at('ours', 1000)?.perCore ?? Number.NaN;
  const perCoreTls = at(production, 1000)?.perCore ?? Number.NaN;
  return [
    [
      'Knowing RFB costs a few per cent of the relay',
      `${walkingMsPerMb.toFixed(3)} ms per MB by itself, ${(walking * 100).toFixed(1)} % of the transparent one`,
      walking < 0.05,
    ],
    ['No more CPU per byte than websockify on one bulk stream', `${perByte.toFixed(2)} of it`, perByte <= 1],
    ['Under 0.3 ms added at p50, TLS on both sides', `${added.toFixed(3)} ms`, added < 0.3],
    ["At most half of websockify's CPU at 100 active sessions", `${cpu.toFixed(2)} of it`, cpu <= 0.5],
    ['At most a tenth of its memory', `${memory.toFixed(2)} of it`, memory <= 0.1],
    ['Over 3,000 active TLS sessions per core', `${Math.round(perCore)}`, perCore > 3000],
    ['The same with TLS to the desktop too', `${Math.round(perCoreTls)}`, perCoreTls > 3000],
  ];
}
