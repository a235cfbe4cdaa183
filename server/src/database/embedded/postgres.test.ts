import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../base/log.ts';
import { connect } from '../connect.ts';
import { EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres.ts';
import { Postmaster } from './postmaster.ts';
import { ownUser } from './user.ts';

const log = createLogger('test', 'silent');
const NOBODY = { uid: 65534, gid: 65534 };
const user = ownUser().uid === 0 ? NOBODY : ownUser();

describe('EmbeddedPostgres', () => {
  let home: string;
  let options: EmbeddedPostgresOptions;
  let postgres: EmbeddedPostgres | undefined;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'alcove-embedded-'));
    await chmod(home, 0o755);
    options = { directory: path.join(home, 'db'), user, extraSettings: { fsync: 'off' }, log };
    // What a start leaves behind that is killed while it makes the database.
    await mkdir(path.join(home, 'db', 'pg18.partial', 'base'), { recursive: true });
  });
  afterEach(async () => {
    await postgres?.stop();
    postgres = undefined;
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  async function query(text: string, superuser = false): Promise<unknown[]> {
    if (!postgres) throw new Error('not started');
    const connection = superuser ? postgres.superuserConnection : postgres.connection;
    const opened = connect({ connection, log });
    try {
      return (await opened.pool.query(text)).rows;
    } finally {
      await opened.close();
    }
  }

  it('makes the database the first time, for a role without further rights', async () => {
    postgres = await EmbeddedPostgres.start(options);
    await query('create table note (text text)');
    await query(`insert into note values ('kept')`);
    expect(await query('select current_user, rolsuper from pg_roles where rolname = current_user')).toEqual([
      { current_user: 'alcove', rolsuper: false },
    ]);
    expect(await query('show data_checksums')).toEqual([{ data_checksums: 'on' }]);
    expect(await query('select rolsuper from pg_roles where rolname = current_user', true)).toEqual([
      { rolsuper: true },
    ]);
  });

  it('listens on a socket that others cannot reach, and keeps its files to itself', async () => {
    postgres = await EmbeddedPostgres.start(options);
    expect(await query('show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    for (const directory of ['pg18', 'run']) {
      const { mode, uid } = await stat(path.join(options.directory, directory));
      expect([mode & 0o777, uid]).toEqual([0o700, user.uid]);
    }
    expect((await readdir(options.directory)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('keeps what was committed', async () => {
    postgres = await EmbeddedPostgres.start(options);
    expect(await query('select * from note')).toEqual([{ text: 'kept' }]);
  });

  it('is run by one process at a time', async () => {
    postgres = await EmbeddedPostgres.start(options);
    await expect(EmbeddedPostgres.start(options)).rejects.toThrow('Another Alcove process already runs');
    expect(await query('select * from note')).toEqual([{ text: 'kept' }]);
  });

  it('starts the server again when it was killed', async () => {
    postgres = await EmbeddedPostgres.start(options);
    const { pid } = postgres;
    if (!pid) throw new Error('no server');
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => postgres?.pid, { timeout: 15_000 }).not.toBe(pid);
    expect(await query('select * from note')).toEqual([{ text: 'kept' }]);
  });

  it('ends with the process that started it, and can be started again', async () => {
    const module = new URL('./postgres.ts', import.meta.url).href;
    const program = `
      import { EmbeddedPostgres } from ${JSON.stringify(module)};
      const log = { info() {}, debug() {}, warn() {}, error() {} };
      process.umask(0o077);
      const postgres = await EmbeddedPostgres.start({ ...${JSON.stringify({ ...options, log: undefined })}, log });
      console.log(postgres.pid);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (data) => resolve(Number(data)));
      child.once('exit', () => reject(new Error('the process ended')));
    });
    expect(pid).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await expect
      .poll(() => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''), { timeout: 10_000 })
      .toBe('');
    postgres = await EmbeddedPostgres.start(options);
    expect(await query('select * from note')).toEqual([{ text: 'kept' }]);
  });

  it('stops a server that an earlier process left behind', async () => {
    const entries = await readdir(options.directory);
    const programs = path.join(
      options.directory,
      entries.find((name) => name.startsWith('postgresql-')) ?? '',
    );
    const data = path.join(options.directory, 'pg18');
    const settings = { listen_addresses: '', unix_socket_directories: path.join(options.directory, 'run') };
    const orphan = await Postmaster.start({ programs, data, user, settings, log });
    postgres = await EmbeddedPostgres.start(options);
    await orphan.ended;
    expect(await query('select * from note')).toEqual([{ text: 'kept' }]);
  });

  it('says why it does not start', async () => {
    const wrong = { ...options, extraSettings: { shared_buffers: 'plenty' } };
    await expect(EmbeddedPostgres.start(wrong)).rejects.toThrow(/did not start.*shared_buffers/);
  });

  it('refuses a path that is too long for a socket', async () => {
    const directory = path.join(home, 'x'.repeat(100));
    await expect(EmbeddedPostgres.start({ ...options, directory })).rejects.toThrow(/shorter path/);
  });

  it.runIf(ownUser().uid === 0)('refuses a path that its user cannot reach', async () => {
    const closed = path.join(home, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const directory = path.join(closed, 'db');
    await expect(EmbeddedPostgres.start({ ...options, directory })).rejects.toThrow(/cannot enter .*closed/);
  });

  it('refuses to run as root or as nobody at all', async () => {
    await expect(EmbeddedPostgres.start({ ...options, user: { uid: 0, gid: 0 } })).rejects.toThrow('root');
    await expect(EmbeddedPostgres.start({ ...options, user: { uid: 3_999_999, gid: 1 } })).rejects.toThrow(
      /no user with the id|Only root/,
    );
  });

  it('does not take a file of the name of its data for a database', async () => {
    const directory = path.join(home, 'file');
    await mkdir(directory);
    await writeFile(path.join(directory, 'pg18'), '');
    await expect(EmbeddedPostgres.start({ ...options, directory })).rejects.toThrow('did not start');
  });
});
