/** The door of the engine's room. */
export { waitUntilBooted } from './boot.ts';
export { type ConnectOptions, connectEngine } from './client.ts';
export { EngineDaemon, type EngineDaemonOptions } from './daemon/daemon.ts';
export { type MissingRequirement, missingRequirements } from './daemon/requirements.ts';
export * from './engine.ts';
export type { EngineAddress } from './transport.ts';
