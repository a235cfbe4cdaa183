/** What a build is busy with, in the order of the phases. */
export type BuildPhase = keyof typeof phases;

export interface BuildProgress {
  phase: BuildPhase;
  /** How much of the whole build is done, from 0 to 1. */
  fraction: number;
}

/** Where each phase begins, as a share of the time that a build takes. */
const phases = {
  waiting: 0,
  indexing: 0,
  bootstrapping: 0.05,
  downloading: 0.15,
  installing: 0.3,
  configuring: 0.82,
  packing: 0.9,
  done: 1,
} as const;

const order = Object.keys(phases) as BuildPhase[];

/** Reads the phase and the progress of a build from the output of mmdebstrap and of apt inside it. */
export class ProgressReader {
  #phase: BuildPhase = 'waiting';
  #total = 0;
  #steps = 0;

  /** The progress after this line of output, where the line changes it. */
  read(line: string): BuildProgress | undefined {
    const phase = phaseThatBegins(line);
    if (phase !== undefined) return this.enter(phase);
    switch (this.#phase) {
      case 'downloading':
        return this.#readDownload(line);
      case 'installing':
        return /^(Unpacking|Setting up) /.test(line) ? this.#advance(1) : undefined;
      default:
        return undefined;
    }
  }

  enter(phase: BuildPhase): BuildProgress {
    this.#phase = phase;
    if (phase !== 'installing') this.#total = 0;
    this.#steps = 0;
    return { phase, fraction: phases[phase] };
  }

  #readDownload(line: string): BuildProgress | undefined {
    const packages = /(\d+) newly installed/.exec(line);
    if (packages !== null) this.#total = 2 * Number(packages[1]);
    if (/^(Selecting previously|Preparing to unpack|Unpacking) /.test(line)) return this.enter('installing');
    return /^Get:\d+ /.test(line) ? this.#advance(2) : undefined;
  }

  #advance(steps: number): BuildProgress {
    this.#steps += steps;
    const begin = phases[this.#phase];
    const end = phases[order[order.indexOf(this.#phase) + 1] ?? 'done'];
    const share = this.#total === 0 ? 0 : Math.min(1, this.#steps / this.#total);
    return { phase: this.#phase, fraction: Math.min(end, begin + (end - begin) * share) };
  }
}

function phaseThatBegins(line: string): BuildPhase | undefined {
  if (!line.startsWith('I: ')) return undefined;
  return messages.find(([message]) => line.startsWith(message))?.[1];
}

/** mmdebstrap's messages at the begin of its steps. */
const messages: readonly (readonly [string, BuildPhase])[] = [
  ['I: running apt-get update', 'indexing'],
  ['I: downloading packages with apt', 'bootstrapping'],
  ['I: installing remaining packages', 'downloading'],
  ['I: running special hook: sync-out', 'configuring'],
];
