import type { ReadStream } from 'node:tty';
import { ConnectFailure } from './failure.ts';

/** Asks the user. */
export interface Prompts {
  /** Whether a person can be asked again. */
  isInteractive: boolean;
  /** The answer is seen as it is typed. */
  ask(question: string): Promise<string>;
  /** The answer is not seen. */
  askSecret(question: string): Promise<string>;
  close(): void;
}

/** What is asked on and answered from; tests give others. */
export interface Terminal {
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;
  /** Questions go where `--json` does not. */
  output: { write(text: string): unknown };
}

const ENTER = new Set(['\r', '\n']);
const ERASE = new Set(['\u007f', '\b']);
const CONTROL_C = '\u0003';
const CONTROL_D = '\u0004';
const CONTROL_U = '\u0015';

/**
 * Asks on a terminal, where secrets are not echoed; from anything else (a pipe, a file) each answer is the next line.
 */
export function createPrompts({ input, output }: Terminal): Prompts {
  const keys = characters(input);
  const setRaw = (isRaw: boolean) => input.setRawMode?.(isRaw);
  const isInteractive = input.isTTY === true;

  async function read(question: string, isSecret: boolean): Promise<string> {
    if (isInteractive) output.write(`${question}: `);
    setRaw(true);
    try {
      return await line(keys, (text) => isInteractive && !isSecret && output.write(text));
    } finally {
      setRaw(false);
      if (isInteractive) output.write('\n');
    }
  }

  return {
    isInteractive,
    ask: (question) => read(question, false),
    askSecret: (question) => read(question, true),
    close: () => void keys.return(undefined),
  };
}

async function* characters(input: NodeJS.ReadableStream): AsyncGenerator<string, undefined, undefined> {
  input.setEncoding('utf8');
  for await (const chunk of input) yield* String(chunk);
  return undefined;
}

/**
 * Reads a line, as a terminal in raw mode does not do for us.
 * @throws ConnectFailure when the user gives up, or nothing more is to come
 */
async function line(keys: AsyncGenerator<string, undefined>, echo: (text: string) => void): Promise<string> {
  const typed: string[] = [];
  for (;;) {
    const { value: key, done } = await keys.next();
    if (done || key === undefined) {
      if (typed.length > 0) return typed.join('');
      throw new ConnectFailure('usage', 'NoAnswer', 'There is no answer on the standard input.');
    }
    if (key === CONTROL_C || (key === CONTROL_D && typed.length === 0)) {
      throw new ConnectFailure('usage', 'GivenUp', 'Given up.');
    }
    if (ENTER.has(key)) {
      // A line of Windows ends with both, and an empty line is no answer.
      if (typed.length > 0) return typed.join('');
    } else if (ERASE.has(key)) {
      if (typed.pop() !== undefined) echo('\b \b');
    } else if (key === CONTROL_U) {
      echo('\b \b'.repeat(typed.splice(0).length));
    } else if (key >= ' ') {
      typed.push(key);
      echo(key);
    }
  }
}
