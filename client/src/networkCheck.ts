import { streamUrl } from './stream.ts';

export type Grade = 'good' | 'degraded' | 'bad';

/**
 * The round trips of the administration guide's "Networking and Access" in milliseconds: below the first a desktop is
 * good, up to the second its performance is degraded.
 */
export const roundTripMarks = { pcoip: [100, 250], wsp: [250, 400] } as const;
/** The guide's 1 Mbps for each user with a 480p video. */
const MEGABITS_MIN = 1;

export function gradeRoundTrip(milliseconds: number, [good, usable]: readonly [number, number]): Grade {
  if (milliseconds < good) return 'good';
  return milliseconds <= usable ? 'degraded' : 'bad';
}

export function gradeThroughput(megabits: number): Grade {
  if (megabits >= 5 * MEGABITS_MIN) return 'good';
  return megabits >= MEGABITS_MIN ? 'degraded' : 'bad';
}

export interface NetworkReport {
  port: string;
  https: boolean;
  stream: boolean;
  /** The middle one of several. */
  roundTripMs: number | undefined;
  megabits: number | undefined;
}

const ROUND_TRIPS = 9;
const TIMEOUT_MS = 10_000;
const DOWNLOADS = 4;

/** Measures the way between this device and the gateway. */
export async function checkNetwork(page: URL): Promise<NetworkReport> {
  const port = page.port || (page.protocol === 'http:' ? '80' : '443');
  const https = await isReached(() => get('/ping'));
  const stream = https && (await streamOpens(page));
  const roundTripMs = https ? await roundTrip() : undefined;
  const megabits = https ? await throughput() : undefined;
  return { port, https, stream, roundTripMs, megabits };
}

async function get(path: string): Promise<ArrayBuffer> {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}.`);
  return await response.arrayBuffer();
}

async function isReached(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch {
    return false;
  }
}

/** Some proxies let pages through and no WebSockets. */
function streamOpens(page: URL): Promise<boolean> {
  const webSocket = new WebSocket(streamUrl(page));
  return new Promise<boolean>((resolve) => {
    webSocket.addEventListener('open', () => resolve(true));
    webSocket.addEventListener('close', () => resolve(false));
    setTimeout(() => resolve(false), TIMEOUT_MS);
  }).finally(() => webSocket.close());
}

async function roundTrip(): Promise<number | undefined> {
  const times: number[] = [];
  for (let count = 0; count < ROUND_TRIPS; count += 1) {
    const begunMs = performance.now();
    if (!(await isReached(() => get('/ping')))) continue;
    times.push(performance.now() - begunMs);
  }
  return median(times);
}

export function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** By files of the page itself, which every gateway has. */
async function throughput(): Promise<number | undefined> {
  const files = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ pathname }) => pathname.startsWith('/assets/') && pathname.endsWith('.js'))
    .map(({ pathname }) => pathname);
  const paths = [...new Set(files)];
  if (paths.length === 0) return undefined;
  const begunMs = performance.now();
  try {
    const sizes = await Promise.all(
      Array.from({ length: DOWNLOADS }, () => paths)
        .flat()
        .map(async (path) => transferred(path, (await get(path)).byteLength)),
    );
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return (bytes * 8) / 1000 / (performance.now() - begunMs);
  } catch {
    return undefined;
  }
}

/** The bytes on the wire, which are fewer than those of the file: they are sent compressed. */
function transferred(path: string, length: number): number {
  const entries = performance.getEntriesByName(new URL(path, window.location.href).href);
  const sizes = entries.flatMap((entry) =>
    entry instanceof PerformanceResourceTiming && entry.encodedBodySize > 0 ? [entry.encodedBodySize] : [],
  );
  return sizes.at(-1) ?? length;
}
