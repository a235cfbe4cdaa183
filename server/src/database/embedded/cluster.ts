import { spawn } from 'node:child_process';
import { access, chmod, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Logger } from '../../base/log.ts';
import { asUser, makeDirectory, type SystemUser } from './user.ts';

/** The role that Alcove connects as; it owns the database of the same name and has no other rights. */
export const ROLE_NAME = 'alcove';
export const DATABASE_NAME = 'alcove';
export const SUPERUSER_NAME = 'postgres';

export interface ClusterOptions {
  /** The folder with PostgreSQL's `bin`. */
  programs: string;
  /** Where the data are to be. */
  data: string;
  user: SystemUser;
  log: Logger;
}

/**
 * Makes the data directory with Alcove's role and database in it, unless it exists.
 * It comes into being by a rename, when it is complete: a start that is killed leaves nothing half made.
 */
export async function createCluster({ programs, data, user, log }: ClusterOptions): Promise<void> {
  const exists = await access(data).then(
    () => true,
    () => false,
  );
  if (exists) return;

  log.info({ data }, 'creating the database');
  const temporary = `${data}.partial`;
  await rm(temporary, { recursive: true, force: true });
  await makeDirectory(temporary, 0o700, user);
  const bin = path.join(programs, 'bin');
  await runAs(user, path.join(bin, 'initdb'), [
    `--pgdata=${temporary}`,
    `--username=${SUPERUSER_NAME}`,
    '--auth=reject',
    '--encoding=UTF8',
    // Sorting of PostgreSQL's own making: an upgrade of the host's C library does not corrupt an index.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
  ]);
  await runAs(
    user,
    path.join(bin, 'postgres'),
    ['--single', '-D', temporary, 'postgres'],
    `create role ${ROLE_NAME} login;\ncreate database ${DATABASE_NAME} owner ${ROLE_NAME};\n`,
  );
  await rename(temporary, data);
  await syncDirectory(path.dirname(data));
}

/**
 * Writes who may connect: over the socket alone, root and the server's own user, as Alcove's role or as superuser.
 * The files stand outside the data directory, where the server's user could change them.
 * @returns the settings that name them
 */
export async function writeAccessRules(directory: string, userName: string): Promise<Record<string, string>> {
  const hbaFile = path.join(directory, 'pg_hba.conf');
  const identFile = path.join(directory, 'pg_ident.conf');
  const pairs = ['root', userName].flatMap((systemUser) =>
    [ROLE_NAME, SUPERUSER_NAME].map((role) => `alcove "${systemUser}" ${role}\n`),
  );
  await writeFile(hbaFile, 'local all all peer map=alcove\n');
  await writeFile(identFile, pairs.join(''));
  await Promise.all([hbaFile, identFile].map((file) => chmod(file, 0o644)));
  return { hba_file: hbaFile, ident_file: identFile };
}

async function runAs(user: SystemUser, program: string, args: string[], input = ''): Promise<void> {
  const [command, commandArgs] = asUser(user, program, args, 'KILL');
  const child = spawn(command, commandArgs, { cwd: '/', env: { LC_ALL: 'C', PATH: process.env.PATH } });
  child.stdin.end(input);
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, output, errors] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  // The single-user server goes on after an error, and ends with 0.
  if (code !== 0 || /^(\S+ )*(ERROR|FATAL|PANIC): /m.test(errors)) {
    throw new Error(`${path.basename(program)} failed (${code}): ${errors || output}`);
  }
}

/** Makes the rename last over a loss of power. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
