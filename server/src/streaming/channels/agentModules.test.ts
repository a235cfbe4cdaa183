import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../base/testing.ts';
import { ByteReader } from '../rfb/byteReader.ts';

const overlay = new URL('../../../../desktop-image/desktop/overlay/usr/lib/alcove', import.meta.url).pathname;
/** As main.py calls a channel, without the connection and the users around it. */
const program = `
import json, socket, sys
sys.path.insert(0, ${JSON.stringify(overlay)})
sys.dont_write_bytecode = True
from alcove_agent.peer import Peer, Refused
import importlib
request = json.loads(sys.argv[1])
module = importlib.import_module("alcove_agent." + request["channel"])
peer = Peer(socket.socket(fileno=3))
try:
    module.serve(peer, request)
except Refused as refusal:
    peer.write(refusal.line())
`;

/** The gateway's end of a channel that runs here. */
class Channel {
  readonly process: ChildProcess;
  readonly #stream: Duplex;
  readonly #reader: ByteReader;

  constructor(home: string, request: object) {
    this.process = spawn('python3', ['-I', '-c', program, JSON.stringify(request)], {
      ...{ env: { PATH: process.env.PATH, HOME: home }, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] },
    });
    onTestFinished(() => void this.process.kill('SIGKILL'));
    const stream = this.process.stdio[3];
    if (!(stream instanceof Duplex)) throw new Error('There is no channel.');
    stream.on('error', () => undefined);
    this.#stream = stream;
    this.#reader = new ByteReader(stream);
  }

  async answer(): Promise<unknown> {
    let line = '';
    while (!line.endsWith('\n')) line += (await this.#reader.read(1)).toString();
    return JSON.parse(line);
  }

  async message(): Promise<Buffer> {
    return await this.#reader.read(await this.#reader.readUint32());
  }

  async json(): Promise<unknown> {
    return JSON.parse((await this.message()).toString());
  }

  say(payload: Buffer | string): void {
    const bytes = Buffer.from(payload);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    this.#stream.write(Buffer.concat([length, bytes]));
  }

  async end(): Promise<void> {
    const over = once(this.process, 'exit');
    this.#stream.destroy();
    await over;
  }
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)('the desktop’s end of files', () => {
  const files = (home: string, request: object) => new Channel(home, { channel: 'files', ...request });
  const upload = async (home: string, name: string, content: string) => {
    const channel = files(home, { action: 'upload', name, size: content.length });
    expect(await channel.answer()).toEqual({ ok: true });
    if (content.length > 0) channel.say(content);
    return await channel.json();
  };

  test.each([
    ['report.pdf', 'report.pdf'],
    ['../../.ssh/authorized_keys', 'authorized_keys'],
    ['C:\\Users\\me\\notes.txt', 'notes.txt'],
    ['..', 'file'],
    ['.bashrc', 'bashrc'],
    ['a\u0007b\u202ec\n.txt', 'abc.txt'],
    ['ü'.repeat(120), 'ü'.repeat(100)],
    [`${'x'.repeat(250)}.tar`, `${'x'.repeat(196)}.tar`],
  ])('a file called %j becomes %j', async (name, stored) => {
    const home = temporaryDirectory();
    expect(await upload(home, name, 'hello')).toEqual({ stored });
    expect(await readdir(join(home, 'Downloads'))).toEqual([stored]);
    expect(await readFile(join(home, 'Downloads', stored), 'utf8')).toBe('hello');
  });

  test('nothing is overwritten, also not through a link', async () => {
    const home = temporaryDirectory();
    await mkdir(join(home, 'Downloads'));
    await writeFile(join(home, 'precious'), 'precious');
    await symlink(join(home, 'precious'), join(home, 'Downloads', 'a.txt'));
    expect(await upload(home, 'a.txt', 'one')).toEqual({ stored: 'a (1).txt' });
    expect(await upload(home, 'a.txt', '')).toEqual({ stored: 'a (2).txt' });
    expect(await readFile(join(home, 'precious'), 'utf8')).toBe('precious');
  });

  test('what is cut, too long or too large leaves nothing', async () => {
    const home = temporaryDirectory();
    const cut = files(home, { action: 'upload', name: 'a', size: 10 });
    await cut.answer();
    cut.say('half');
    await cut.end();
    const long = files(home, { action: 'upload', name: 'a', size: 3 });
    await long.answer();
    const over = once(long.process, 'exit');
    long.say('four');
    await over;
    const large = files(home, { action: 'upload', name: 'a', size: 1e18 });
    expect(await large.answer()).toEqual({ ok: false, code: 'NoSpace' });
    expect(await readdir(join(home, 'Downloads'))).toEqual([]);
  });

  test('the folder is the one that the user has', async () => {
    const home = temporaryDirectory();
    await mkdir(join(home, '.config'));
    await writeFile(join(home, '.config/user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Téléchargements"\n');
    await upload(home, 'a', 'x');
    expect(await readdir(join(home, 'Téléchargements'))).toEqual(['a']);
  });

  test('lists and gives plain files alone', async () => {
    const home = temporaryDirectory();
    const folder = join(home, 'Downloads');
    await mkdir(join(folder, 'directory'), { recursive: true });
    await writeFile(join(home, 'secret'), 'secret');
    await symlink(join(home, 'secret'), join(folder, 'link'));
    await writeFile(join(folder, '.hidden'), 'x');
    const content = 'y'.repeat(100_000);
    await writeFile(join(folder, 'file'), content);
    const list = files(home, { action: 'list' });
    expect(await list.answer()).toEqual({ ok: true });
    expect(await list.json()).toEqual([{ name: 'file', size: 100_000, modified: expect.any(Number) }]);

    const download = files(home, { action: 'download', name: 'file' });
    expect(await download.answer()).toEqual({ ok: true });
    expect(await download.json()).toEqual({ size: 100_000 });
    let received = '';
    while (received.length < content.length) received += (await download.message()).toString();
    expect(received).toBe(content);
    for (const [name, code] of [
      ...[
        ['link', 'NotFound'],
        ['directory', 'NotFound'],
        ['nothing', 'NotFound'],
      ],
      ...[
        ['../secret', 'BadName'],
        ['..', 'BadName'],
      ],
    ]) {
      expect(await files(home, { action: 'download', name }).answer()).toEqual({ ok: false, code });
    }
  });
});

describe.skipIf(!hasPython)('the desktop’s end of other channels', () => {
  test('there is no camera', async () => {
    const camera = new Channel(temporaryDirectory(), { channel: 'camera' });
    expect(await camera.answer()).toEqual({ ok: false, code: 'NotAvailable' });
  });
});
