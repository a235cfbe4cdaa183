/** The door of the fabric's room. */
export * from './fabric.ts';
export { createLinuxFabric, type LinuxFabricOptions } from './linux/fabric.ts';
