import {
  type CreateVolume,
  VolumeError,
  type VolumeInformation,
  type Volumes,
  type VolumeUsage,
} from '../../../volumes/volumes.ts';
import type { Faults } from './faults.ts';

interface FakeVolume {
  sizeGib: number;
  owner: number;
  /** What is in it: the names of the volumes that it is a copy of, and what {@link FakeVolumes.write} added. */
  content: string[];
}

/** Volumes in memory. Each remembers what it was copied from. */
export class FakeVolumes implements Volumes {
  readonly volumes = new Map<string, FakeVolume>();
  readonly mounted = new Map<string, string>();
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** Adds to a volume's content, as a program that writes a file. */
  write(name: string, text: string): void {
    this.#get(name).content.push(text);
  }

  content(name: string): readonly string[] | undefined {
    return this.volumes.get(name)?.content;
  }

  create(name: string, { sizeGib, source, owner = 0 }: CreateVolume): Promise<void> {
    return this.#faults.around('createVolume', name, () => {
      if (this.volumes.has(name)) return;
      const original = source === undefined ? undefined : this.#get(source);
      const content = original ? [...original.content] : [];
      const size = Math.max(sizeGib, original?.sizeGib ?? 0);
      this.volumes.set(name, { sizeGib: size, owner: original?.owner ?? owner, content });
    });
  }

  copy(from: string, to: string): Promise<void> {
    return this.#faults.around('copyVolume', to, () => {
      if (this.volumes.has(to)) return;
      const original = this.#get(from);
      this.volumes.set(to, { ...original, content: [...original.content] });
    });
  }

  replace(name: string, source: string): Promise<void> {
    return this.#faults.around('replaceVolume', name, () => {
      if (this.mounted.has(name)) throw new VolumeError('Failed', `${name} is mounted`);
      const original = this.#get(source);
      const sizeGib = Math.max(original.sizeGib, this.volumes.get(name)?.sizeGib ?? 0);
      this.volumes.set(name, { ...original, sizeGib, content: [...original.content] });
    });
  }

  grow(name: string, sizeGib: number): Promise<void> {
    return this.#faults.around('growVolume', name, () => {
      const volume = this.#get(name);
      volume.sizeGib = Math.max(volume.sizeGib, sizeGib);
    });
  }

  delete(name: string): Promise<void> {
    return this.#faults.around('deleteVolume', name, () => {
      this.mounted.delete(name);
      this.volumes.delete(name);
    });
  }

  async exists(name: string): Promise<boolean> {
    return this.volumes.has(name);
  }

  async list(): Promise<VolumeInformation[]> {
    return [...this.volumes].map(([name, { sizeGib }]) => ({ name, sizeGib })).sort(byName);
  }

  mount(name: string, path: string): Promise<void> {
    return this.#faults.around('mountVolume', name, () => {
      this.#get(name);
      this.mounted.set(name, path);
    });
  }

  unmount(name: string): Promise<void> {
    return this.#faults.around('unmountVolume', name, () => {
      this.mounted.delete(name);
    });
  }

  async mountPoint(name: string): Promise<string> {
    return `/volumes/${name}`;
  }

  async usage(name: string): Promise<VolumeUsage> {
    return { sizeBytes: this.#get(name).sizeGib * 1024 ** 3, usedBytes: 0 };
  }

  #get(name: string): FakeVolume {
    const volume = this.volumes.get(name);
    if (!volume) throw new VolumeError('NotFound', `there is no volume ${name}`);
    return volume;
  }
}

function byName(one: VolumeInformation, other: VolumeInformation): number {
  return one.name < other.name ? -1 : 1;
}
