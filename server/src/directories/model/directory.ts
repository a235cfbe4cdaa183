import type { Stage } from './stages.ts';

export type DirectorySize = 'Small' | 'Large';

/** Only Simple AD is built. */
export type DirectoryType = 'SimpleAD';

/** A directory as other rooms and the API see it. */
export interface Directory {
  directoryId: string;
  accountId: string;
  region: string;
  /** The domain's name as its owner wrote it; compare by {@link domainName}. */
  name: string;
  /** The domain's name in lower case. */
  domainName: string;
  /** The NetBIOS name, such as `CORP`. */
  shortName: string;
  description: string | undefined;
  size: DirectorySize;
  type: DirectoryType;
  stage: Stage;
  stageReason: string | undefined;
  stageUpdatedAt: Date;
  createdAt: Date;
  vpcId: string;
  /** Two, in the order of the request. */
  subnetIds: readonly string[];
  /** Of the subnets, in their order. */
  availabilityZones: readonly string[];
  controllers: readonly Controller[];
}

/** A domain controller: one system container. */
export interface Controller {
  /** Name of the instance: `<directoryId>-dc<number>`. */
  instanceName: string;
  /** Its computer name in the domain. */
  hostName: string;
  subnetId: string;
  /** In the VPC: name server, KDC and LDAP server of the directory's members. */
  address: string;
  /** On the management network, where workers and gateways reach it. */
  managementAddress: string;
}

/**
 * The addresses of the controllers that answer: none before the directory has been Active for the first time.
 */
export function dnsAddresses(directory: Directory): string[] {
  const working = directory.stage === 'Active' || directory.stage === 'Impaired';
  return working ? directory.controllers.map((controller) => controller.address) : [];
}

/** The name and number of a directory's controllers decide what their instances are called. */
export function controllerNames(
  directoryId: string,
  number: number,
): { instanceName: string; hostName: string } {
  return {
    instanceName: `${directoryId}-dc${number}`,
    // The same in no two domains, so that trusts between them stay possible: 14 characters of NetBIOS's 15.
    hostName: `dc${number}-${directoryId.slice(2)}`,
  };
}
