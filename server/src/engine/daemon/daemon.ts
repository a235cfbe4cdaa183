import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../base/log.ts';
import { ended, findProcess, findProcesses, isAlive, type Process, signal } from '../../base/processes.ts';
import { EngineApi } from '../api.ts';
import { EngineError } from '../engine.ts';
import { listInstances, stopInstance } from '../instances.ts';
import { type EngineAddress, Transport } from '../transport.ts';
import { ensureLxcfs, releaseLxcfs } from './lxcfs.ts';
import { emptyEngine, ensurePool, POOL } from './pool.ts';
import { requireEverything } from './requirements.ts';
import { removeResidue } from './residue.ts';
import { type EngineSoftware, findEngineSoftware } from './software.ts';
import { ensureSubordinateIds } from './subordinateIds.ts';

export interface EngineDaemonOptions {
  /** A directory of the engine alone; its path must be short, as it holds unix sockets. */
  stateDirectory: string;
  /** Size of the storage pool, a sparse file; counts when it is made. */
  poolSizeGib: number;
  log: Logger;
}

interface StopOptions {
  instances: 'keep' | 'stop';
  whenStopped?: () => Promise<void>;
}

/** A desktop's programs may take so long to save what they hold. */
const INSTANCE_STOP_SECONDS = 30;
const SOCKET_PATH_BYTES_MAX = 107;
const READY_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 90_000;
const LOOK_MILLISECONDS = 50;
const SUPERVISE_MILLISECONDS = 1_000;
const RESTART_MILLISECONDS_MAX = 30_000;

/**
 * An engine of Alcove's own: a daemon under a state directory of its own, beside any engine the host may have.
 * It outlives this process, which adopts it when it starts again, and starts it again when it dies.
 */
export class EngineDaemon {
  readonly address: EngineAddress;
  readonly pool = POOL;
  readonly #options: EngineDaemonOptions;
  readonly #files: Files;
  #process: Process | undefined;
  #supervision: NodeJS.Timeout | undefined;
  #restartMilliseconds = SUPERVISE_MILLISECONDS;
  #supervised = false;

  private constructor(options: EngineDaemonOptions) {
    this.#options = options;
    this.#files = filesOf(options.stateDirectory);
    this.address = { kind: 'unix', socketPath: this.#files.socket };
  }

  /**
   * Starts the daemon, or adopts the one that runs there, and makes its storage pool when missing.
   * @throws EngineError 501 where the host lacks something, saying what and the mend
   */
  static async start(options: EngineDaemonOptions): Promise<EngineDaemon> {
    const daemon = new EngineDaemon(options);
    await requireEverything();
    await ensureSubordinateIds();
    await mkdir(daemon.#files.directory, { recursive: true, mode: 0o711 });
    await ensureLxcfs(options.stateDirectory);
    await daemon.#run();
    await daemon.#withApi((api) => ensurePool(api, options.poolSizeGib));
    daemon.#supervised = true;
    daemon.#supervise();
    return daemon;
  }

  /**
   * Removes the engine of a state directory with all its instances, volumes and images, its mounts, loop devices,
   * control groups and processes, and the directory. Nothing there counts as done.
   */
  static async destroy(options: Omit<EngineDaemonOptions, 'poolSizeGib'>): Promise<void> {
    const daemon = new EngineDaemon({ ...options, poolSizeGib: 0 });
    if (!existsSync(options.stateDirectory)) return;
    try {
      await daemon.#run();
      await daemon.#withApi(emptyEngine);
    } catch (error) {
      // A broken engine is removed as well, only less gently.
      options.log.warn({ error: String(error) }, 'the engine could not be emptied');
    }
    await daemon.stop({ instances: 'stop' });
    await releaseLxcfs(options.stateDirectory);
    await removeResidue(options.stateDirectory);
  }

  /**
   * Ends the daemon. Instances that are kept run on, and the next start finds them running; otherwise they are
   * shut down, and stay stopped until somebody starts them.
   * @param whenStopped lets go of what is mounted in the daemon's pool, which it unmounts after that
   */
  async stop({ instances, whenStopped }: StopOptions): Promise<void> {
    this.release();
    const running = this.#process ?? (await findDaemon(this.#files));
    if (running && instances === 'stop') await this.#stopInstances();
    await whenStopped?.();
    if (!running) return;
    // To both daemons SIGTERM means the daemon alone, SIGPWR a host that goes down.
    signal(running.pid, instances === 'keep' ? 'SIGTERM' : 'SIGPWR');
    if (await ended(running, STOP_MILLISECONDS)) return;
    signal(running.pid, 'SIGKILL');
    await ended(running, STOP_MILLISECONDS);
  }

  async #stopInstances(): Promise<void> {
    try {
      await this.#withApi(async (api) => {
        const all = await listInstances(api, {});
        await Promise.all(all.map(({ name }) => stopInstance(api, name, INSTANCE_STOP_SECONDS)));
      });
    } catch (error) {
      // The daemon stops them itself as it goes, only later.
      this.#options.log.warn({ error: String(error) }, 'the instances could not be stopped one by one');
    }
  }

  /** Leaves the daemon running without a supervisor, as when this process ends. */
  release(): void {
    this.#supervised = false;
    clearTimeout(this.#supervision);
  }

  async #run(): Promise<void> {
    const bytes = Buffer.byteLength(this.#files.socket);
    if (bytes > SOCKET_PATH_BYTES_MAX) {
      throw new EngineError(
        `The path of the engine's state directory is too long: ${this.#files.socket}`,
        400,
      );
    }
    this.#process = await findDaemon(this.#files);
    if (!this.#process) this.#process = await spawnDaemon(await chooseSoftware(this.#files), this.#files);
    await this.#ready(this.#process);
  }

  async #ready(running: Process): Promise<void> {
    const deadline = Date.now() + READY_MILLISECONDS;
    const transport = new Transport(this.address);
    try {
      for (;;) {
        if ((await readiness(transport)) === 'ready') return;
        if (!(await isAlive(running))) {
          throw new EngineError(`The engine ended at its start: ${await tail(this.#files.log)}`, 503);
        }
        if (Date.now() > deadline) throw new EngineError('The engine was not ready in time.', 503);
        await delay(LOOK_MILLISECONDS);
      }
    } finally {
      transport.close();
    }
  }

  async #withApi(work: (api: EngineApi) => Promise<void>): Promise<void> {
    const api = new EngineApi(new Transport(this.address));
    try {
      await work(api);
    } finally {
      api.close();
    }
  }

  #supervise(): void {
    this.#supervision = setTimeout(async () => {
      try {
        await this.#restartIfDead();
        this.#restartMilliseconds = SUPERVISE_MILLISECONDS;
      } catch (error) {
        this.#restartMilliseconds = Math.min(this.#restartMilliseconds * 2, RESTART_MILLISECONDS_MAX);
        this.#options.log.error({ error: String(error) }, 'the engine could not be started again');
      }
      if (this.#supervised) this.#supervise();
    }, this.#restartMilliseconds).unref();
  }

  async #restartIfDead(): Promise<void> {
    if (this.#process && (await isAlive(this.#process))) return;
    if (!this.#supervised) return;
    this.#options.log.warn('the engine died and is started again');
    await this.#run();
  }
}

interface Files {
  directory: string;
  socket: string;
  log: string;
  /** Says which software made what is in `directory`, as neither reads the other's. */
  kind: string;
}

/** Where the daemon of a state directory listens. */
export function engineSocket(stateDirectory: string): string {
  return filesOf(stateDirectory).socket;
}

function filesOf(stateDirectory: string): Files {
  const directory = join(stateDirectory, 'data');
  return {
    directory,
    socket: join(directory, 'unix.socket'),
    log: join(stateDirectory, 'engine.log'),
    kind: join(stateDirectory, 'kind'),
  };
}

/** The daemon of these files, whoever started it: its log file is in its command line. */
async function findDaemon(files: Files): Promise<Process | undefined> {
  const found = await findProcesses((line) => line.includes('--logfile') && line.includes(files.log));
  return found[0];
}

/** The software that was chosen at the first start, whatever has been installed since. */
async function chooseSoftware(files: Files): Promise<EngineSoftware> {
  const recorded = existsSync(files.kind) ? (await readFile(files.kind, 'utf8')).trim() : undefined;
  const kind = recorded === 'incus' || recorded === 'lxd' ? recorded : undefined;
  const software = await findEngineSoftware(kind);
  if (!kind) await writeFile(files.kind, software.kind);
  return software;
}

async function spawnDaemon(software: EngineSoftware, files: Files): Promise<Process> {
  const output = await open(files.log, 'a');
  try {
    const child = spawn(software.daemonPath, ['--group', 'root', '--logfile', files.log], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
      env: { ...environment(), [software.directoryVariable]: files.directory },
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    const started = child.pid === undefined ? undefined : await findProcess(child.pid);
    if (!started) throw new EngineError(`The engine ended at its start: ${await tail(files.log)}`, 503);
    return started;
  } finally {
    await output.close();
  }
}

/** Nothing of ours but where programs and libraries are. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH } = process.env;
  return { PATH, ...(LD_LIBRARY_PATH && { LD_LIBRARY_PATH }), LANG: 'C.UTF-8' };
}

/** The daemon serves its API a moment before it has looked after its instances and pools. */
async function readiness(transport: Transport): Promise<'ready' | 'not yet'> {
  try {
    const answer = await transport.request('GET', '/internal/ready');
    return answer.status === 200 ? 'ready' : 'not yet';
  } catch (error) {
    if (error instanceof EngineError && error.status === 503) return 'not yet';
    throw error;
  }
}

async function tail(path: string): Promise<string> {
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.slice(-3).join(' ');
}
