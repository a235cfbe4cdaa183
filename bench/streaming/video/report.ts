import { median } from '../../statistics.ts';

export interface Row {
  scene: string;
  stream: string;
  kilobytesPerSecond: number;
  drawsPerSecond: number;
  /** Percent of one core. */
  desktopCpu: number;
  browserCpu: number;
  /** Milliseconds from the key to the pixel. */
  latencies: number[];
}

export interface Results {
  date: string;
  machine: string;
  size: { width: number; height: number };
  near: Row[];
  far: Row[];
  farName: string;
}

const percentile = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ??
  Number.NaN;

/** The dated page: figures of one run. */
export function report({ date, machine, size, near, far, farName }: Results): string {
  const of = (rows: Row[], scene: RegExp, stream: RegExp) =>
    rows.find((row) => scene.test(row.scene) && stream.test(row.stream));
  const tight = of(near, /full screen/, /quality 6/)?.kilobytesPerSecond ?? Number.NaN;
  const video = of(near, /full screen/, /^video/)?.kilobytesPerSecond ?? Number.NaN;
  return `# The video stream beside the pixel-exact one, ${date}

Machine: ${machine}, shared. Xvnc with ${size.width}×${size.height} at 120 Hz, Debian's Chromium without a graphics processor, both streams in the same page on noVNC's canvas, one after the other in one run; nothing but the bench's own relay between them. The film is a zoom into a fractal with grain, which no codec likes, at 30 pictures a second. Key to pixel: from the page's key event to the canvas that has the answer's colour. CPU is percent of one core; the desktop's is Xvnc and the encoder.

## Loopback

${table(near)}

Bytes of the full-screen video: 1/${(tight / video).toFixed(1)} of Tight's at quality 6.

## ${farName}

${table(far)}
`;
}

function table(rows: Row[]): string {
  const head = [
    '| scene | stream | kB/s | draws/s | desktop CPU % | browser CPU % | key to pixel p50, ms | p95, ms |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const lines = rows.map((row) => {
    const numbers = [row.kilobytesPerSecond, row.drawsPerSecond, row.desktopCpu, row.browserCpu];
    const latencies = row.latencies.map((value) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value));
    const cells = [...numbers.map((value) => value.toFixed(0)), median(latencies).toFixed(1)];
    return `| ${row.scene} | ${row.stream} | ${cells.join(' | ')} | ${percentile(latencies, 0.95).toFixed(1)} |`;
  });
  return [...head, ...lines].join('\n');
}
