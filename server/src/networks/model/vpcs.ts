import { Cidr } from '../../base/cidr.ts';
import { ApiError } from '../../wire/operation.ts';
import { invalidValue } from './errors.ts';

const PREFIX_LENGTH_MIN = 16;
const PREFIX_LENGTH_MAX = 28;

/** What means something else to every host: this network, loopback, link-local, multicast and above. */
const UNUSABLE = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'].map(Cidr.of);

/**
 * Reads the CIDR block of a parameter; its host bits are cleared, as EC2 does.
 * @throws ApiError where it is none
 */
export function readCidrBlock(text: string, parameter: string): Cidr {
  const cidr = Cidr.parse(text);
  if (cidr) return cidr.canonical;
  throw invalidValue(
    `Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`,
  );
}

/** @throws ApiError where no VPC may have the block: only /16 to /28 of usable addresses */
export function checkVpcBlock(cidr: Cidr): void {
  if (hasAllowedSize(cidr) && !UNUSABLE.some((range) => range.overlaps(cidr))) return;
  throw new ApiError('InvalidVpc.Range', `The CIDR '${cidr}' is invalid.`);
}

/**
 * @param siblings CIDR blocks of the VPC's other subnets
 * @throws ApiError where no subnet of the VPC may have the block
 */
export function checkSubnetBlock(cidr: Cidr, vpcBlock: string, siblings: readonly string[]): void {
  if (!hasAllowedSize(cidr) || !Cidr.of(vpcBlock).contains(cidr)) {
    throw new ApiError('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
  }
  if (siblings.some((sibling) => Cidr.of(sibling).overlaps(cidr))) {
    throw new ApiError('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
  }
}

function hasAllowedSize(cidr: Cidr): boolean {
  return cidr.prefixLength >= PREFIX_LENGTH_MIN && cidr.prefixLength <= PREFIX_LENGTH_MAX;
}
