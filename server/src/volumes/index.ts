/** The door of the volumes' room. */
export { destroyPool, type PoolOptions, releasePool } from './pool.ts';
export { openVolumes } from './store.ts';
export * from './volumes.ts';
