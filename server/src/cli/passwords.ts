import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CommandError } from './failure.ts';

export interface PasswordOptions {
  passwordFile?: string;
  randomPassword?: boolean;
}

/** A password that is made, read from a file (`-` is standard input), or asked for at the terminal without echo. */
export async function choosePassword(
  options: PasswordOptions,
): Promise<{ password: string; isNew: boolean }> {
  if (options.randomPassword) return { password: newPassword(), isNew: true };
  if (options.passwordFile !== undefined) {
    const path = options.passwordFile === '-' ? '/dev/stdin' : options.passwordFile;
    return { password: readFileSync(path, 'utf8').replace(/\r?\n$/, ''), isNew: false };
  }
  if (!process.stdin.isTTY) {
    throw new CommandError('There is no terminal to ask at: use --password-file FILE, or --random-password.');
  }
  const password = await ask('New password: ');
  if (password !== (await ask('Once more: '))) throw new CommandError('The two passwords differ.');
  return { password, isNew: false };
}

/** 20 characters of which the directory's rules find a capital, a small letter, a digit and a symbol. */
export function newPassword(): string {
  return `${randomBytes(12).toString('base64url')}-Aa1`;
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const answer = await lines.question('');
  lines.close();
  process.stderr.write('\n');
  return answer;
}
