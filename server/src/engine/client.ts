import { dirname, join } from 'node:path';
import { EngineApi } from './api.ts';
import { firstSubordinateId } from './daemon/subordinateIds.ts';
import { type Engine, EngineError, type EngineInformation, type LifecycleEvent } from './engine.ts';
import type { StreamEvent } from './events.ts';
import { execute } from './execute.ts';
import { type HeaderPrefix, makeDirectory, readFile, writeFile } from './files.ts';
import { deleteImage, ensureImage, imageExists } from './images.ts';
import {
  configureInstance,
  createInstance,
  deleteInstance,
  findInstance,
  freezeInstance,
  listInstances,
  processId,
  startInstance,
  stopInstance,
  thawInstance,
} from './instances.ts';
import { serverSchema } from './messages.ts';
import { type EngineAddress, Transport } from './transport.ts';

export interface ConnectOptions {
  address: EngineAddress;
  /** The storage pool of root disks and volumes. */
  pool: string;
}

/** Extensions of the API that nothing here works without. */
const REQUIRED_EXTENSIONS = [
  'instances',
  'storage',
  'event_lifecycle',
  'instance_nic_bridged_port_isolation',
];

/**
 * Connects to an Incus or LXD server.
 * @throws EngineError 503 where it cannot be reached, 403 where it does not trust us, 501 where it is too old
 */
export async function connectEngine(options: ConnectOptions): Promise<Engine> {
  const api = new EngineApi(new Transport(options.address));
  try {
    const server = await api.get('/1.0', serverSchema);
    if (server.auth !== 'trusted') throw new EngineError('The engine does not trust our certificate.', 403);
    const extensions = new Set(server.api_extensions);
    const missing = REQUIRED_EXTENSIONS.filter((name) => !extensions.has(name));
    if (missing.length > 0) throw new EngineError(`The engine is too old: no ${missing.join(', ')}.`, 501);
    const information: EngineInformation = {
      kind: server.environment?.server === 'incus' ? 'incus' : 'lxd',
      version: server.environment?.server_version ?? 'unknown',
      extensions,
    };
    return engine(api, information, options.pool, stateDirectory(options.address));
  } catch (error) {
    api.close();
    throw error;
  }
}

function engine(api: EngineApi, information: EngineInformation, pool: string, directory: string): Engine {
  const prefix: HeaderPrefix = information.kind === 'incus' ? 'x-incus-' : 'x-lxd-';
  return {
    information: async () => information,
    ensureImage: (image) => ensureImage(api, image),
    imageExists: (alias) => imageExists(api, alias),
    deleteImage: (alias) => deleteImage(api, alias),
    createInstance: (spec, signal) => createInstance(api, spec, pool, signal),
    instance: (name) => findInstance(api, name),
    processId: (name) => processId(api, name),
    instanceDirectory: (name) => join(directory, 'storage-pools', pool, 'containers', name),
    rootOwner: () => firstSubordinateId(),
    configure: (name, limits) => configureInstance(api, name, limits),
    instances: (labels = {}) => listInstances(api, labels),
    start: (name, signal) => startInstance(api, name, signal),
    stop: (name, { timeoutSeconds }) => stopInstance(api, name, timeoutSeconds),
    freeze: (name) => freezeInstance(api, name),
    thaw: (name) => thawInstance(api, name),
    deleteInstance: (name) => deleteInstance(api, name),
    writeFile: (name, file) => writeFile(api, prefix, name, file),
    makeDirectory: (name, directory) => makeDirectory(api, prefix, name, directory),
    readFile: (name, path) => readFile(api, prefix, name, path),
    execute: (name, command, options = {}) => execute(api, name, command, options),
    watch: (listener) => ({ close: api.events.listen((event) => report(event, listener)) }),
    close: () => api.close(),
  };
}

/** Where a server of this host keeps everything: its socket stands in it. One that is far away has none here. */
function stateDirectory(address: EngineAddress): string {
  return address.kind === 'unix' ? dirname(address.socketPath) : '/nonexistent';
}

function report(event: StreamEvent, listener: (event: LifecycleEvent | undefined) => void): void {
  if (event === 'connected') {
    listener(undefined);
    return;
  }
  if (event.type !== 'lifecycle' || !event.metadata.action.startsWith('instance-')) return;
  const name = /^\/1\.0\/instances\/([^/?]+)/.exec(event.metadata.source)?.[1];
  if (name) listener({ action: event.metadata.action, instanceName: decodeURIComponent(name) });
}
