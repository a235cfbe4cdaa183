import { randomBytes } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { createLogger } from '../base/log.ts';
import { connect, type DatabaseConnection, type HostConnection } from './connect.ts';
import type { Migrations } from './database.ts';
import { migrate } from './migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where testing-setup.ts hands out the server that all tests of the run share. */
    testDatabaseSocket: string;
  }
}

/** What testing-setup.ts answers. */
export interface TestServer {
  connection: HostConnection;
}

/**
 * A fresh database for one test file, with the outbox and the given rooms' migrations, in the one embedded
 * PostgreSQL of the test run. Close it in afterAll: that drops it.
 */
export async function testDatabase(
  ...rooms: Migrations[]
): Promise<DatabaseConnection & { connection: HostConnection }> {
  const log = createLogger('test', 'silent');
  const server = await testServer();
  const administration = connect({ connection: server.connection, poolSizeMax: 1, log });
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administration.pool.query(`create database ${name}`);

  const connection = { ...server.connection, database: name };
  const opened = connect({ connection, poolSizeMax: 8, log });
  const close = async () => {
    await opened.close();
    await administration.pool.query(`drop database ${name} with (force)`);
    await administration.close();
  };
  try {
    await migrate(opened.database, ...rooms);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...opened, connection, close };
}

async function testServer(): Promise<TestServer> {
  const answer = await text(connectSocket(inject('testDatabaseSocket')));
  const server = JSON.parse(answer) as TestServer | { error: string };
  if ('error' in server) throw new Error(server.error);
  return server;
}
