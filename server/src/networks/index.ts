/**
 * The door of the networks room: what other rooms may ask of VPCs and subnets.
 * Functions take the database or the caller's transaction first.
 */

export { desiredFabric, fabricNetwork } from './fabric.ts';
export {
  addressOwners,
  allocateInterface,
  allocateManagementAddress,
  findInterface,
  findManagementAddress,
  releaseInterface,
  releaseManagementAddress,
  renewInterface,
} from './interfaces.ts';
export type {
  InterfaceRequest,
  ManagementAddress,
  NetworkInterface,
  Scope,
  Subnet,
} from './model/resources.ts';
export {
  InsufficientFreeAddressesError,
  interfaceDescriptions,
  SubnetNotFoundError,
} from './model/resources.ts';
export { HOST_NAME_PREFIX } from './store/addressing.ts';
export { findSubnets } from './store/subnets.ts';
