import { createHash } from 'node:crypto';
import { Cidr } from '../../base/cidr.ts';

/** The VPC's resolver: the third address of its range, as AWS has it. */
export function resolverAddress(vpcCidrBlock: string): string {
  return Cidr.of(vpcCidrBlock).at(2);
}

/** The subnet's router: the second address of its range, as AWS has it. */
export function gatewayAddress(subnetCidrBlock: string): string {
  return Cidr.of(subnetCidrBlock).at(1);
}

/** The two ends of an uplink: a /31. */
export interface UplinkAddresses {
  host: string;
  router: string;
}

/**
 * Addresses for a VPC's uplink in `range`, the same ones at each call unless `isTaken`: then the next free ones.
 * Undefined where all are taken.
 */
export function uplinkAddresses(
  range: string,
  vpcId: string,
  isTaken: (pair: Cidr) => boolean,
): UplinkAddresses | undefined {
  const block = Cidr.of(range);
  const pairs = Math.floor(block.size / 2);
  const preferred = createHash('sha256').update(vpcId).digest().readUInt32BE() % pairs;
  for (let step = 0; step < pairs; step++) {
    const offset = ((preferred + step) % pairs) * 2;
    const pair = { host: block.at(offset), router: block.at(offset + 1) };
    if (!isTaken(Cidr.of(`${pair.host}/31`))) return pair;
  }
  return undefined;
}

/** The first of `routes` that leads part of `range` elsewhere than to `ownLinks`. Default routes do not count. */
export function conflictingRoute(
  range: string,
  routes: readonly { dst: string; dev?: string | undefined }[],
  isOwn: (link: string) => boolean,
): { dst: string; dev?: string | undefined } | undefined {
  const wanted = Cidr.of(range);
  return routes.find(({ dst, dev }) => {
    if (dst === 'default' || (dev !== undefined && isOwn(dev))) return false;
    return Cidr.parse(dst.includes('/') ? dst : `${dst}/32`)?.overlaps(wanted) ?? false;
  });
}

/** A locally administered MAC address that is always the same for `name`. */
export function macFor(name: string): string {
  const [first = 0, ...rest] = createHash('sha256').update(name).digest().subarray(0, 6);
  return [(first & 0xfc) | 0x02, ...rest].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}
