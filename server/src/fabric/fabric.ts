/**
 * The fabric: VPCs made real. The first implementation has one network namespace per VPC as its router on one
 * host; one for clusters comes later, so nothing Linux-specific shows here.
 */
export interface Fabric {
  /** Makes or updates the VPC's router. Repeatable. */
  ensureNetwork(network: FabricNetwork): Promise<void>;
  /** Removes the router and what hangs on it; none there counts as done. */
  removeNetwork(vpcId: string): Promise<void>;
  /**
   * Connects a started instance's VPC interface to its subnet. Repeatable; needed after every start.
   * @throws FabricError where the VPC is not made, or the instance does not run
   */
  attach(attachment: FabricAttachment): Promise<void>;
  /** Disconnects it; not attached counts as done. */
  detach(attachment: Pick<FabricAttachment, 'vpcId' | 'hostName'>): Promise<void>;
  /**
   * Makes what is there equal to what is wanted, also after a reboot; removes what nobody wants. Attachments of
   * instances that do not run are passed over. One network that fails does not hinder the others.
   * @param desired is asked when nothing else of the fabric is under way, so that what was wanted and made since
   * is not taken for a leftover
   * @throws AggregateError of what failed
   */
  reconcile(desired: () => Promise<DesiredFabric>): Promise<void>;
  /** The management network's bridge and the host's address on it, made when missing. */
  ensureManagement(): Promise<ManagementNetwork>;
  /** Removes everything this installation's fabric made on the host. */
  destroy(): Promise<void>;
  /** Ends the supervision; what has been made stays. */
  close(): void;
}

/** All that is wanted of a fabric. */
export interface DesiredFabric {
  networks: readonly FabricNetwork[];
  attachments: readonly FabricAttachment[];
}

export interface FabricNetwork {
  vpcId: string;
  cidrBlock: string;
  subnets: readonly FabricSubnet[];
}

export interface FabricSubnet {
  subnetId: string;
  cidrBlock: string;
  /** Whether the subnet's route table leads out (through NAT or an internet gateway). */
  internet: boolean;
}

export interface FabricAttachment {
  vpcId: string;
  subnetId: string;
  /** The interface's private IPv4 address. */
  address: string;
  /** The name of the host end of the instance's veth pair. */
  hostName: string;
}

export interface ManagementNetwork {
  /** The bridge that instances' management interfaces are ports of. */
  bridge: string;
  cidrBlock: string;
  /** The host's own address on it: where the worker and the gateway come from. */
  hostAddress: string;
  prefixLength: number;
}

/** The host refuses or lacks something; the message says what to do about it. */
export class FabricError extends Error {
  override name = 'FabricError';
}
