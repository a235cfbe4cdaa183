import { z } from 'zod';
import { type EngineApi, orUndefined } from './api.ts';
import type { VolumeSpec } from './engine.ts';
import { fromConfiguration, matches, toConfiguration } from './labels.ts';
import { volumeSchema } from './messages.ts';

/**
 * Custom volumes of one storage pool. The engine gives their files the ids of the unprivileged instance when it
 * attaches them: the same ids for all instances, as none has an isolated map, so that they are writable in each
 * and rewritten once at most. (`security.shifted` would leave that to the kernel, but LXD 5.0 fails to see that
 * newer kernels can do it.)
 */
export class Volumes {
  readonly #api: EngineApi;
  readonly #path: string;

  constructor(api: EngineApi, pool: string) {
    this.#api = api;
    this.#path = `/1.0/storage-pools/${encodeURIComponent(pool)}/volumes/custom`;
  }

  /** One of that name counts as done. */
  async create(volume: VolumeSpec): Promise<void> {
    if (await this.#api.find(this.#pathOf(volume.name), volumeSchema)) return;
    const config = { size: `${volume.sizeGib}GiB`, ...toConfiguration(volume.labels) };
    await this.#api.call('POST', this.#path, { name: volume.name, content_type: 'filesystem', config });
  }

  /** None of that name counts as done. */
  async delete(name: string): Promise<void> {
    await orUndefined(this.#api.call('DELETE', this.#pathOf(name)));
  }

  async list(labels: Record<string, string>): Promise<{ name: string; labels: Record<string, string> }[]> {
    const all = await this.#api.get(`${this.#path}?recursion=1`, z.array(volumeSchema));
    return all
      .map((volume) => ({ name: volume.name, labels: fromConfiguration(volume.config) }))
      .filter((volume) => matches(volume.labels, labels));
  }

  #pathOf(name: string): string {
    return `${this.#path}/${encodeURIComponent(name)}`;
  }
}
