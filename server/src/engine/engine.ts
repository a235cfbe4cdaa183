import { ExpectedError } from '../base/expectedError.ts';

/** The engine: the Incus or LXD server (or cluster) that runs instances. Knows nothing of WorkSpaces. */
export interface Engine {
  information(): Promise<EngineInformation>;

  /** Imports a split image (metadata tarball + squashfs root) unless its alias exists already. */
  ensureImage(image: ImageFiles): Promise<void>;
  imageExists(alias: string): Promise<boolean>;
  deleteImage(alias: string): Promise<void>;

  /** Creates a stopped instance. An instance of that name with the same `labels.idempotencyKey` counts as done. */
  createInstance(spec: InstanceSpec, signal?: AbortSignal): Promise<void>;
  instance(name: string): Promise<Instance | undefined>;
  /** The init process as this host sees it; undefined unless the instance runs (or is frozen) on this host. */
  processId(name: string): Promise<number | undefined>;
  /**
   * The directory of this host that holds a stopped or running instance: its root is `rootfs` below it, the owners
   * of the files there being those of {@link InstanceSpec.shiftedRoot}.
   */
  instanceDirectory(name: string): string;
  /** The user (and group) of this host that is root in unprivileged instances. */
  rootOwner(): Promise<number>;
  /** Changes the limits of an instance, running or not, with effect at once. */
  configure(name: string, limits: { cpus: number; memoryMib: number }): Promise<void>;
  /** All instances whose labels contain every one of `labels`. */
  instances(labels?: Record<string, string>): Promise<Instance[]>;
  start(name: string, signal?: AbortSignal): Promise<void>;
  /** Asks the init system to stop, and cuts the power after `timeoutSeconds` (at once where it is 0). */
  stop(name: string, options: { timeoutSeconds: number }): Promise<void>;
  freeze(name: string): Promise<void>;
  thaw(name: string): Promise<void>;
  /** Removes the instance, running or not; one that does not exist counts as done. */
  deleteInstance(name: string): Promise<void>;

  /**
   * Writes a file with its owner and mode, in place of one that is there. Its directory must exist. Works in a
   * stopped instance too, where volumes are not mounted.
   */
  writeFile(name: string, file: GuestFile): Promise<void>;
  /** Makes a directory, also in a stopped instance; one that exists is left as it is. */
  makeDirectory(name: string, directory: GuestDirectory): Promise<void>;
  /** Undefined where there is no such file; at most 16 MiB. */
  readFile(name: string, path: string): Promise<Buffer | undefined>;
  /**
   * Runs a program inside as root; never a shell unless `command` names one. Ends when the program has ended and
   * nobody else holds its output open.
   */
  execute(name: string, command: readonly string[], options?: ExecuteOptions): Promise<ExecuteResult>;

  /** Calls back at every lifecycle event and after each reconnect (with `undefined`: list again). */
  watch(listener: (event: LifecycleEvent | undefined) => void): { close(): void };
  close(): void;
}

export interface EngineInformation {
  kind: 'incus' | 'lxd';
  version: string;
  extensions: ReadonlySet<string>;
}

export interface ImageFiles {
  alias: string;
  metadataPath: string;
  rootfsPath: string;
}

export type InstanceStatus = 'Running' | 'Stopped' | 'Frozen' | 'Error';

export interface Instance {
  name: string;
  status: InstanceStatus;
  labels: Record<string, string>;
}

export interface InstanceSpec {
  name: string;
  imageAlias: string;
  /** Kept as `user.alcove.<key>` configuration, so that leftovers can be told and found. */
  labels: Record<string, string>;
  cpus: number;
  memoryMib: number;
  /** Absent: as large as the pool allows. */
  rootSizeGib?: number;
  /** The root that will be there at the start has the owners of the host's ids already. */
  shiftedRoot?: boolean;
  /** Directories of this host, by a name for the engine, and where the guest sees them. */
  mounts?: readonly { name: string; hostPath: string; path: string }[];
  interfaces: readonly InterfaceSpec[];
  /** Further configuration of the engine, such as `security.idmap.size`. */
  configuration?: Record<string, string>;
}

/** A network card of the instance. */
export type InterfaceSpec =
  /**
   * A port on a bridge of the host, isolated from the other isolated ports. With `address` nothing that claims
   * another IPv4 or MAC address passes it.
   */
  | { kind: 'bridged'; guestName: string; mac: string; bridge: string; hostName: string; address?: string }
  /** A veth pair whose host end the fabric takes over by its name. */
  | { kind: 'p2p'; guestName: string; mac: string; hostName: string };

export interface GuestDirectory {
  path: string;
  uid?: number;
  gid?: number;
  /** 0o755 unless told. */
  mode?: number;
}

export interface GuestFile {
  path: string;
  content: string | Buffer;
  uid?: number;
  gid?: number;
  /** 0o644 unless told. */
  mode?: number;
}

export interface ExecuteOptions {
  stdin?: string | Buffer;
  environment?: Record<string, string>;
  /** After this the command is killed, and EngineError 408 thrown. */
  timeoutSeconds?: number;
  signal?: AbortSignal;
}

export interface ExecuteResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface LifecycleEvent {
  /** Such as `instance-started`, `instance-shutdown`. */
  action: string;
  instanceName: string;
}

/** The engine refused or failed; `status` is its HTTP-like code (404, 409, …). */
export class EngineError extends ExpectedError {
  override name = 'EngineError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}
