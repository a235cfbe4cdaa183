/** Shows long work: as bars in a terminal, as lines in a pipe or a log. */
export class Progress {
  readonly #out: NodeJS.WriteStream;
  readonly #terminal: boolean;
  #current: { title: string; startedAt: number; shown: string; percentLogged: number } | undefined;

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.#out = out;
    this.#terminal = out.isTTY === true;
  }

  /** Runs `work` as one titled step; `report` may be called with 0–100 or undefined, and a detail. */
  async step<T>(title: string, work: (report: Report) => Promise<T>): Promise<T> {
    this.#begin(title);
    try {
      const result = await work((percent, detail) => this.#show(percent, detail));
      this.#end('done');
      return result;
    } catch (error) {
      this.#end('FAILED');
      throw error;
    }
  }

  #begin(title: string): void {
    this.#current = { title, startedAt: performance.now(), shown: '', percentLogged: -10 };
    if (this.#terminal) this.#show(undefined, '');
    else this.#out.write(`${title} …\n`);
  }

  #show(percent: number | undefined, detail = ''): void {
    const current = this.#current;
    if (current === undefined) return;
    if (this.#terminal) {
      const line = `${bar(percent)} ${current.title}  ${detail}`.slice(0, (this.#out.columns || 80) - 1);
      if (line !== current.shown) this.#out.write(`\r\x1b[K${line}`);
      current.shown = line;
      return;
    }
    // A pipe gets a line per tenth, or per new detail where there is no measure.
    const isNews = percent === undefined ? detail !== current.shown : percent >= current.percentLogged + 10;
    if (!isNews) return;
    current.shown = detail;
    current.percentLogged = percent ?? current.percentLogged;
    this.#out.write(`  ${percent === undefined ? '' : `${Math.floor(percent)} % `}${detail}\n`);
  }

  #end(outcome: string): void {
    const current = this.#current;
    if (current === undefined) return;
    const seconds = ((performance.now() - current.startedAt) / 1000).toFixed(1);
    const mark = outcome === 'done' ? '✓' : '✗';
    const text = `${mark} ${current.title}: ${outcome} in ${seconds} s\n`;
    this.#out.write(this.#terminal ? `\r\x1b[K${text}` : text);
    this.#current = undefined;
  }
}

export type Report = (percent: number | undefined, detail?: string) => void;

const BAR_WIDTH = 20;

function bar(percent: number | undefined): string {
  if (percent === undefined) return `[${'·'.repeat(BAR_WIDTH)}]`;
  const filled = Math.round((Math.min(Math.max(percent, 0), 100) / 100) * BAR_WIDTH);
  return `[${'█'.repeat(filled)}${'·'.repeat(BAR_WIDTH - filled)}]`;
}
