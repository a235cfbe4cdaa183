import { createServer, type Server } from 'node:net';
import type { ExecuteResult, GuestFile, Instance, InstanceSpec } from '../../../engine/engine.ts';
import { EngineError } from '../../../engine/engine.ts';
import { DISPLAY_PORT } from '../../model/display.ts';
import type { DesktopEngine } from '../deps.ts';
import type { Faults } from './faults.ts';

interface FakeInstance {
  spec: InstanceSpec;
  status: Instance['status'];
  pid: number;
  files: Map<string, GuestFile>;
  display: Server | undefined;
}

let pids = 1000;

/**
 * An engine in memory. A started desktop serves a real display on the management address that its files name, so
 * that only one that was configured answers.
 */
export class FakeEngine implements DesktopEngine {
  readonly instanceMap = new Map<string, FakeInstance>();
  readonly #faults: Faults;
  /** A desktop whose display stays silent. */
  mute = false;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  createInstance(spec: InstanceSpec): Promise<void> {
    return this.#faults.around('createInstance', spec.name, () => {
      const present = this.instanceMap.get(spec.name);
      if (present) {
        if (present.spec.labels.idempotencyKey === spec.labels.idempotencyKey) return;
        throw new EngineError(`${spec.name} exists already`, 409);
      }
      this.instanceMap.set(spec.name, {
        ...{ spec, status: 'Stopped', pid: 0, files: new Map(), display: undefined },
      });
    });
  }

  async instance(name: string): Promise<Instance | undefined> {
    const found = this.instanceMap.get(name);
    return found && { name, status: found.status, labels: found.spec.labels };
  }

  async instances(): Promise<Instance[]> {
    return [...this.instanceMap.values()].map(({ spec, status }) => ({
      ...{ name: spec.name, status, labels: spec.labels },
    }));
  }

  async processId(name: string): Promise<number | undefined> {
    const found = this.instanceMap.get(name);
    return found?.status === 'Running' || found?.status === 'Frozen' ? found.pid : undefined;
  }

  writeFile(name: string, file: GuestFile): Promise<void> {
    return this.#faults.around('writeFile', name, () => {
      this.#get(name).files.set(file.path, file);
    });
  }

  async start(name: string): Promise<void> {
    await this.#faults.around('start', name, () => {
      const instance = this.#get(name);
      if (instance.status === 'Running') return;
      // A frozen one goes on as it was.
      if (instance.status === 'Stopped') instance.pid = ++pids;
      instance.status = 'Running';
    });
    await this.#openDisplay(this.#get(name));
  }

  async stop(name: string): Promise<void> {
    await this.#faults.around('stop', name, () => {
      this.#get(name).status = 'Stopped';
    });
    await this.#closeDisplay(this.#get(name));
  }

  freeze(name: string): Promise<void> {
    return this.#faults.around('freeze', name, () => {
      const instance = this.#get(name);
      if (instance.status === 'Stopped') throw new EngineError(`${name} is not running`, 400);
      instance.status = 'Frozen';
    });
  }

  thaw(name: string): Promise<void> {
    return this.#faults.around('thaw', name, () => {
      const instance = this.#get(name);
      if (instance.status === 'Frozen') instance.status = 'Running';
    });
  }

  configure(name: string, limits: { cpus: number; memoryMib: number }): Promise<void> {
    return this.#faults.around('configure', name, () => {
      const instance = this.#get(name);
      instance.spec = { ...instance.spec, ...limits };
    });
  }

  /** Answers commands inside; by default each succeeds without a word. */
  answer: (name: string, command: readonly string[]) => Partial<ExecuteResult> = () => ({});

  async execute(name: string, command: readonly string[]): Promise<ExecuteResult> {
    if (this.#get(name).status !== 'Running') throw new EngineError(`${name} is not running`, 400);
    return { exitCode: 0, stdout: '', stderr: '', ...this.answer(name, command) };
  }

  async readFile(name: string, path: string): Promise<Buffer | undefined> {
    const content = this.#get(name).files.get(path)?.content;
    return content === undefined ? undefined : Buffer.from(content);
  }

  async makeDirectory(name: string): Promise<void> {
    this.#get(name);
  }

  instanceDirectory(name: string): string {
    return `/instances/${name}`;
  }

  async rootOwner(): Promise<number> {
    return 1_000_000;
  }

  /** Makes the instance stop by itself, as in a restart of the host. */
  async crash(name: string): Promise<void> {
    const instance = this.#get(name);
    instance.status = 'Stopped';
    await this.#closeDisplay(instance);
  }

  async #closeDisplay(instance: FakeInstance): Promise<void> {
    await close(instance.display);
    instance.display = undefined;
  }

  async deleteInstance(name: string): Promise<void> {
    const display = await this.#faults.around('deleteInstance', name, () => {
      const instance = this.instanceMap.get(name);
      this.instanceMap.delete(name);
      return instance?.display;
    });
    await close(display);
  }

  async closeAll(): Promise<void> {
    for (const instance of this.instanceMap.values()) await close(instance.display);
  }

  #get(name: string): FakeInstance {
    const instance = this.instanceMap.get(name);
    if (!instance) throw new EngineError(`there is no instance ${name}`, 404);
    return instance;
  }

  async #openDisplay(instance: FakeInstance): Promise<void> {
    const environment = String(instance.files.get('/etc/alcove/desktop.env')?.content ?? '');
    const address = /^ALCOVE_MANAGEMENT_ADDRESS=(.+)$/m.exec(environment)?.[1];
    if (instance.display || address === undefined) return;
    const display = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      if (!this.mute) socket.write('RFB 003.008\n');
    });
    instance.display = display;
    await new Promise<void>((resolve, reject) => {
      display.once('error', reject).listen(DISPLAY_PORT, address, resolve);
    });
  }
}

function close(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()));
}
