import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { WebSocket, WebSocketServer } from 'ws';
import { Direction, type LinkProperties } from './link.ts';

const here = import.meta.dirname;
const root = join(here, '..', '..', '..');
const library = join(root, 'desktop-image/desktop/overlay/usr/lib/alcove');
const WIDTH = 1280;
const HEIGHT = 720;
const TICKS_PER_SECOND = 100;

/** A display of its own on this host, as the desktop image starts it, and what looks at it through a link. */
export class Bed {
  readonly display: string;
  readonly size = { width: WIDTH, height: HEIGHT };
  readonly #port: number;
  readonly #programs: ChildProcess[] = [];
  readonly #server: Server;
  #xvnc: ChildProcess | undefined;
  #agent: ChildProcess | undefined;
  toClient: Direction;
  toDesktop: Direction;

  constructor(number: number, link: LinkProperties) {
    this.display = `:${number}`;
    this.#port = 5900 + number;
    this.toClient = new Direction(link);
    this.toDesktop = new Direction(link);
    this.#server = createServer();
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** From now on; the streams that are open stay on the one before. */
  setLink(link: LinkProperties): void {
    this.toClient = new Direction(link);
    this.toDesktop = new Direction(link);
  }

  async start(): Promise<void> {
    const options = `-geometry ${WIDTH}x${HEIGHT} -depth 24 -SecurityTypes None -interface 127.0.0.1 -AlwaysShared
      -AcceptSetDesktopSize -FrameRate 120 -s 0 -rfbport ${this.#port}`;
    this.#xvnc = spawn('Xvnc', [this.display, ...options.split(/\s+/)], { stdio: 'ignore' });
    await this.#listening();
    await this.#serve();
  }

  /** Runs a program on the display until it is stopped. */
  run(command: string, ...values: string[]): ChildProcess {
    const program = spawn(command, values, {
      env: { ...process.env, DISPLAY: this.display },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#programs.push(program);
    return program;
  }

  async flash(x: number, y: number): Promise<void> {
    const program = this.run('python3', join(here, 'flash.py'), `${x}`, `${y}`, '40', '40');
    if (program.stdout) await once(program.stdout, 'data');
  }

  stopPrograms(): void {
    for (const program of this.#programs.splice(0)) program.kill('SIGKILL');
  }

  /** Seconds of CPU that were used until now. */
  cpu(): { xvnc: number; agent: number; browser: number } {
    return {
      xvnc: cpuSecondsOf(this.#xvnc?.pid),
      agent: cpuSecondsOf(this.#agent?.pid),
      browser: childrenNamed('chrom').reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    };
  }

  close(): void {
    this.stopPrograms();
    this.#agent?.kill('SIGKILL');
    this.#xvnc?.kill('SIGTERM');
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #listening(): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const socket = connect(this.#port, '127.0.0.1');
      const isThere = await Promise.race([
        once(socket, 'connect').then(() => true),
        once(socket, 'error').then(() => false),
      ]).catch(() => false);
      socket.destroy();
      if (isThere) return;
      await delay(50);
    }
    throw new Error('Xvnc does not listen.');
  }

  async #serve(): Promise<void> {
    const { outputFiles } = await build({
      entryPoints: [join(here, 'page.ts')],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      absWorkingDir: join(root, 'client'),
      nodePaths: [join(root, 'node_modules')],
    });
    const script = outputFiles[0]?.contents;
    this.#server.on('request', (request, response) => {
      const isPage = request.url === '/';
      response.setHeader('content-type', isPage ? 'text/html' : 'text/javascript');
      response.end(
        isPage
          ? '<!doctype html><body style="margin:0"><script type="module" src="/page.js"></script>'
          : script,
      );
    });
    const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    this.#server.on('upgrade', (request, socket, head) => {
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        if (request.url === '/rfb') this.#relayDisplay(webSocket);
        else webSocket.once('message', () => this.#relayAgent(webSocket));
      });
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  #relayDisplay(webSocket: WebSocket): void {
    const socket = connect(this.#port, '127.0.0.1').setNoDelay(true);
    const down = this.toClient;
    const up = this.toDesktop;
    socket.on('data', (data) => {
      down.pass(data, (arrived) => send(webSocket, arrived));
      holdBack(down, socket);
    });
    socket.on('error', () => webSocket.close());
    socket.on('close', () => webSocket.close());
    webSocket.on('message', (data: Buffer) => up.pass(data, (arrived) => socket.write(arrived)));
    webSocket.on('close', () => socket.destroy());
  }

  #relayAgent(webSocket: WebSocket): void {
    webSocket.send('{"type":"ready"}');
    const agent = spawn('python3', ['-I', join(here, 'agent.py'), library], {
      env: { ...process.env, DISPLAY: this.display },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#agent = agent;
    const down = this.toClient;
    const up = this.toDesktop;
    agent.stdout.on('data', (data: Buffer) => {
      down.pass(data, (arrived) => send(webSocket, arrived));
      holdBack(down, agent.stdout);
    });
    agent.stdin.on('error', () => undefined);
    agent.on('exit', () => webSocket.close());
    webSocket.on('message', (data: Buffer) => up.pass(data, (arrived) => agent.stdin.write(arrived)));
    webSocket.on('close', () => agent.kill());
  }
}

/** A router's buffer has an end: the sender is not read while there is more than so much on its way. */
const BUFFER_MS = 100;

function holdBack(direction: Direction, source: { pause(): unknown; resume(): unknown }): void {
  const excess = direction.queueMs - BUFFER_MS;
  if (excess <= 0) return;
  source.pause();
  setTimeout(() => source.resume(), excess);
}

function send(webSocket: WebSocket, data: Buffer): void {
  if (webSocket.readyState === WebSocket.OPEN) webSocket.send(data);
}

function cpuSecondsOf(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0; // it has ended
  }
}

/** Processes below this one whose names contain a word. */
function childrenNamed(word: string): number[] {
  const parents = new Map<number, number>();
  const names = new Map<number, string>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      const [head, rest] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ');
      names.set(pid, head ?? '');
      parents.set(pid, Number(rest?.split(' ')[1]));
    } catch {
      // it has ended
    }
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || isOurs(parents.get(pid)));
  return [...names].filter(([pid, name]) => name.includes(word) && isOurs(pid)).map(([pid]) => pid);
}

/** A film that is not easy: it never stands still, and has grain. Raw pictures, so that playing it costs little. */
export function makeFilm(path: string, width: number, height: number): void {
  const source = `mandelbrot=s=${width}x${height}:r=30`;
  const film = ['-ss', '4', '-t', '1.5', '-vf', 'noise=alls=5:allf=t', '-pix_fmt', 'bgr0', '-f', 'rawvideo'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...film, path]);
}
