/**
 * File systems in files: each a volume of its own size, copied in an instant whatever it holds, since files share
 * their blocks until somebody writes to them. Knows nothing of WorkSpaces.
 */
export interface Volumes {
  /**
   * Makes a volume: a copy of the volume `source` at least as large as that, or an empty file system whose root
   * belongs to `owner`. One of that name counts as done.
   * @throws VolumeError NoSpace where the host's disk is all but full, NotFound where there is no `source`
   */
  create(name: string, options: CreateVolume): Promise<void>;
  /**
   * Makes `to` a copy of `from` as it is now, as after a power cut where somebody writes to it; it may be mounted.
   * A volume `to` that exists counts as done.
   */
  copy(from: string, to: string): Promise<void>;
  /** Puts a copy of `source` in the place of `name`, which is not mounted and keeps its size if that is larger. */
  replace(name: string, source: string): Promise<void>;
  /** Makes it larger, mounted or not; one of that size or more counts as done. */
  grow(name: string, sizeGib: number): Promise<void>;
  /** Removes it and the mount that it may have; none there counts as done. */
  delete(name: string): Promise<void>;
  exists(name: string): Promise<boolean>;
  /** In the order of their names. */
  list(): Promise<VolumeInformation[]>;
  /** Mounts it at a directory of this host, which exists; where it is mounted there, that counts as done. */
  mount(name: string, path: string): Promise<void>;
  /** Ends its mount wherever that is; none counts as done. */
  unmount(name: string): Promise<void>;
  /** Where on this host one may mount it: a directory of the pool that is made when missing. */
  mountPoint(name: string): Promise<string>;
  /** How full it is; mounted only. */
  usage(name: string): Promise<VolumeUsage>;
}

export interface CreateVolume {
  sizeGib: number;
  source?: string | undefined;
  /** User and group of an empty file system's root, as this host sees them. */
  owner?: number | undefined;
}

export interface VolumeInformation {
  name: string;
  sizeGib: number;
}

export interface VolumeUsage {
  sizeBytes: number;
  usedBytes: number;
}

/** What went wrong with a volume; the message says what to do. */
export class VolumeError extends Error {
  override name = 'VolumeError';
  readonly code: 'NoSpace' | 'NotFound' | 'Failed';

  constructor(code: VolumeError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
