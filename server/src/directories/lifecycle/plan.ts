import { Cidr } from '../../base/cidr.ts';
import type { Database } from '../../database/database.ts';
import {
  fabricNetwork,
  findInterface,
  findManagementAddress,
  type ManagementAddress,
  type NetworkInterface,
} from '../../networks/index.ts';
import type { Controller, Directory } from '../model/directory.ts';
import { findDirectoryById } from '../store/directories.ts';

/** Everything known of a controller and its directory. */
export interface ControllerPlan {
  directory: Directory;
  controller: Controller;
  vpc: NetworkInterface;
  management: ManagementAddress;
}

/** The directory that a run is about. */
export async function requiredDirectory(database: Database, directoryId: string): Promise<Directory> {
  const directory = await findDirectoryById(database, directoryId);
  if (!directory) throw new Error(`There is no directory ${directoryId}.`);
  return directory;
}

/** The plan of the directory's only controller, whose addresses are reserved. */
export async function controllerPlan(database: Database, directoryId: string): Promise<ControllerPlan> {
  const directory = await requiredDirectory(database, directoryId);
  const [controller] = directory.controllers;
  if (!controller) throw new Error(`The directory ${directoryId} has no controller.`);
  const vpc = await findInterface(database, controller.instanceName);
  const management = await findManagementAddress(database, controller.instanceName);
  if (!vpc || !management) throw new Error(`The controller ${controller.instanceName} has no addresses.`);
  return { directory, controller, vpc, management };
}

/** The address in the VPC that answers DNS queries for names of the internet: the network's base plus two. */
export async function vpcResolver(database: Database, vpcId: string): Promise<string> {
  const network = await fabricNetwork(database, vpcId);
  if (!network) throw new Error(`There is no VPC ${vpcId}.`);
  return Cidr.of(network.cidrBlock).at(2);
}
