/** Whose resources are meant: networks belong to one account in one Region. */
export interface Scope {
  accountId: string;
  region: string;
}

/** A subnet as other rooms see it. */
export interface Subnet extends Scope {
  subnetId: string;
  vpcId: string;
  cidrBlock: string;
  availabilityZone: string;
}

/** What is asked for when a desktop or a directory controller needs an address in a subnet. */
export interface InterfaceRequest extends Scope {
  subnetId: string;
  /** The desktop or controller, such as `ws-1a2b3c4d5`: it has one interface at most. */
  ownerId: string;
  /** As DescribeNetworkInterfaces shows it: see {@link interfaceDescriptions}. */
  description: string;
}

/** An elastic network interface: the address that a desktop or a directory controller has in its subnet. */
export interface NetworkInterface {
  interfaceId: string;
  vpcId: string;
  subnetId: string;
  /** Private IPv4 address. */
  address: string;
  prefixLength: number;
  /** The subnet's router: its first address. */
  gateway: string;
  /** Lower case, colons, locally administered. */
  mac: string;
  /** Name of the host end of the veth pair: at most 15 characters, unique on the host. */
  hostName: string;
  description: string;
}

/** What an instance has on the management network. */
export interface ManagementAddress {
  address: string;
  prefixLength: number;
  /** Lower case, colons, locally administered. */
  mac: string;
  /** Name of the host end of the veth pair: at most 15 characters, unique on the host. */
  hostName: string;
}

/** The words by which AWS's services mark the interfaces that they make in a customer's VPC. */
export const interfaceDescriptions = {
  workspace: (accountId: string) => `Created By Amazon Workspaces for AWS Account ID ${accountId}`,
  directory: (directoryId: string) => `AWS created network interface for directory ${directoryId}`,
  natGateway: (natGatewayId: string) => `Interface for NAT Gateway ${natGatewayId}`,
};

/** Every address of the subnet is taken. */
export class InsufficientFreeAddressesError extends Error {
  override name = 'InsufficientFreeAddressesError';
}

/** The account has no subnet of that id in the Region. */
export class SubnetNotFoundError extends Error {
  override name = 'SubnetNotFoundError';
}
