import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { createLogger } from '../base/log.ts';
import { EmbeddedPostgres } from './embedded/postgres.ts';
import { ownUser } from './embedded/user.ts';
import type { TestServer } from './testing.ts';

/** The folders of test runs are named by their processes. */
const PREFIX = 'alcove-test-run-';

/** `nobody`, who exists everywhere; only root needs somebody else to run the server. */
const NOBODY = { uid: 65534, gid: 65534 };

/** A crash of the machine may cost tests their data, and saves them the waiting for the disk. */
const FAST_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Vitest's global set-up: one PostgreSQL for all test files, started when the first of them asks for it, stopped
 * and removed at the end. Test files run in threads of their own, so they ask over a socket.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const directory = await mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(directory, 0o755);
  let starting: Promise<EmbeddedPostgres> | undefined;
  const start = () =>
    EmbeddedPostgres.start({
      directory,
      user: ownUser().uid === 0 ? NOBODY : ownUser(),
      extraSettings: FAST_SETTINGS,
      log: createLogger('test-database', process.env.ALCOVE_TEST_LOG ?? 'silent'),
    });

  const server = createServer((socket) => {
    starting ??= start();
    void answer(socket, starting);
  });
  const socketPath = path.join(directory, 'ask');
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  project.provide('testDatabaseSocket', socketPath);

  return async () => {
    await new Promise((resolve) => server.close(resolve));
    await (await starting?.catch(() => undefined))?.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

async function answer(socket: Socket, starting: Promise<EmbeddedPostgres>): Promise<void> {
  const reply: TestServer | { error: string } = await starting.then(
    (postgres) => ({ connection: postgres.superuserConnection }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  socket.end(JSON.stringify(reply));
}

/** Removes the folders of test runs that were killed; their servers have ended with them. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : undefined;
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    await rm(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}
