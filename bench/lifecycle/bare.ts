import { join } from 'node:path';
import { EngineApi } from '../../server/src/engine/api.ts';
import { type Engine, waitUntilBooted } from '../../server/src/engine/index.ts';
import { Transport } from '../../server/src/engine/transport.ts';
import type { Installation } from '../../test/support/installation.ts';
import { desktopImage } from '../desktopImage.ts';
import { seconds } from '../seconds.ts';
import type { Measured } from './measure.ts';

const NAME = 'bare';
const PATH = `/1.0/instances/${NAME}`;

/** An instance of the desktop image as the engine makes it by itself: no directory, no network, no display asked. */
export class BareInstance {
  readonly #engine: Engine;
  readonly #api: EngineApi;
  readonly #imageAlias: string;

  static async open({ home }: Installation, engine: Engine): Promise<BareInstance> {
    const socketPath = join(home, 'engine', 'data', 'unix.socket');
    const api = new EngineApi(new Transport({ kind: 'unix', socketPath }));
    return new BareInstance(engine, api, await desktopImage(engine));
  }

  private constructor(engine: Engine, api: EngineApi, imageAlias: string) {
    this.#engine = engine;
    this.#api = api;
    this.#imageAlias = imageAlias;
  }

  async measure(): Promise<Measured> {
    const provision = await seconds(() => this.#launch());
    const stop = await seconds(() => this.#engine.freeze(NAME));
    const resume = await seconds(() => this.#engine.thaw(NAME));
    const snapshot = await seconds(() => this.#api.call('POST', `${PATH}/snapshots`, { name: 'one' }));
    const reboot = await seconds(async () => {
      await this.#engine.stop(NAME, { timeoutSeconds: 30 });
      await this.#start();
    });
    const restore = await seconds(async () => {
      await this.#engine.stop(NAME, { timeoutSeconds: 0 });
      await this.#api.call('PUT', PATH, { restore: 'one' });
      await this.#start();
    });
    const rebuild = await seconds(async () => {
      await this.#engine.deleteInstance(NAME);
      await this.#launch();
    });
    const image = await seconds(() => this.#publish());
    await this.#engine.deleteInstance(NAME);
    await this.#engine.deleteImage('published');
    // A migration is a launch beside the original, which goes afterwards.
    return { provision, stop, resume, snapshot, reboot, restore, rebuild, migrate: provision, image };
  }

  close(): void {
    this.#api.close();
  }

  async #launch(): Promise<void> {
    await this.#engine.createInstance({
      name: NAME,
      imageAlias: this.#imageAlias,
      labels: { kind: 'bench', idempotencyKey: NAME },
      ...{ cpus: 2, memoryMib: 4096, rootSizeGib: 80, interfaces: [] },
    });
    await this.#start();
  }

  async #start(): Promise<void> {
    await this.#engine.start(NAME);
    await waitUntilBooted(this.#engine, NAME, { timeoutSeconds: 60 });
  }

  /** The engine's own way from an instance to an image, without compression, which would take a minute. */
  async #publish(): Promise<void> {
    await this.#engine.stop(NAME, { timeoutSeconds: 0 });
    const source = { type: 'instance', name: NAME };
    await this.#api.call('POST', '/1.0/images', {
      ...{ source, aliases: [{ name: 'published' }], compression_algorithm: 'none' },
    });
  }
}
