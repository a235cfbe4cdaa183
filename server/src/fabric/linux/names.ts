import { createHash } from 'node:crypto';
import { FabricError } from '../fabric.ts';

/** The VPC side of the link between a VPC's router and the host. */
export const UPLINK = 'uplink';

const PREFIX_FORM = /^[a-z][a-z0-9]{0,4}$/;
const VPC_ID_FORM = /^vpc-[0-9a-f]{1,17}$/;
const LINK_FORM = /^[A-Za-z0-9][A-Za-z0-9_-]{0,14}$/;

/**
 * The names of everything that one installation makes on a host: all begin with its prefix and a hyphen, so that
 * its things can be found and removed, and those of another installation left alone. Links have at most
 * 15 characters, the kernel's limit.
 */
export class Names {
  readonly prefix: string;

  /** @param prefix at most five lower case letters and digits, unique on the host */
  constructor(prefix: string) {
    if (!PREFIX_FORM.test(prefix))
      throw new FabricError(`'${prefix}' cannot begin the names of network links.`);
    this.prefix = prefix;
  }

  get managementBridge(): string {
    return `${this.prefix}-mgmt`;
  }

  /** Matches the host's ends of all VPCs' uplinks, as nftables writes it. */
  get uplinkPattern(): string {
    return `${this.prefix}-u*`;
  }

  /** The nftables table on the host. */
  get hostTable(): string {
    return `alcove_${this.prefix}`;
  }

  /** The host's end of a VPC's uplink. */
  uplink(vpcId: string): string {
    return `${this.prefix}-u${createHash('sha256').update(vpcId).digest('hex').slice(0, 8)}`;
  }

  namespace(vpcId: string): string {
    if (!VPC_ID_FORM.test(vpcId)) throw new FabricError(`'${vpcId}' is not the identifier of a VPC.`);
    return `${this.prefix}-${vpcId}`;
  }

  /** The VPC of a namespace, or undefined where it is none of ours. */
  vpcOf(namespace: string): string | undefined {
    const vpcId = namespace.slice(this.prefix.length + 1);
    return namespace.startsWith(`${this.prefix}-`) && VPC_ID_FORM.test(vpcId) ? vpcId : undefined;
  }

  owns(link: string): boolean {
    return link.startsWith(`${this.prefix}-`);
  }
}

/** @throws FabricError unless it may be the name of a network link */
export function checkLinkName(name: string): string {
  if (!LINK_FORM.test(name)) throw new FabricError(`'${name}' is not the name of a network link.`);
  return name;
}
