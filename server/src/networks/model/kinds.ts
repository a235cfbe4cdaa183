import type { IdPrefix } from '../../base/ids.ts';
import { ApiError } from '../../wire/operation.ts';

/** A kind of resource: how its ids look, what its tags call it and which errors speak of it. */
export interface ResourceKind {
  prefix: IdPrefix;
  /** As tags name it. */
  resourceType: string;
  /** As errors name it. */
  noun: string;
  notFoundCode: string;
  /** Where EC2 has no such code, a malformed id is one that does not exist. */
  malformedCode?: string;
}

// The codes are EC2's, with their irregular spellings: its API reference lists them under "Error codes".
export const kinds = {
  vpc: {
    prefix: 'vpc',
    resourceType: 'vpc',
    noun: 'vpc',
    notFoundCode: 'InvalidVpcID.NotFound',
    malformedCode: 'InvalidVpcID.Malformed',
  },
  subnet: {
    prefix: 'subnet',
    resourceType: 'subnet',
    noun: 'subnet',
    notFoundCode: 'InvalidSubnetID.NotFound',
    malformedCode: 'InvalidSubnetID.Malformed',
  },
  internetGateway: {
    prefix: 'igw',
    resourceType: 'internet-gateway',
    noun: 'internetGateway',
    notFoundCode: 'InvalidInternetGatewayID.NotFound',
    malformedCode: 'InvalidInternetGatewayId.Malformed',
  },
  elasticAddress: {
    prefix: 'eipalloc',
    resourceType: 'elastic-ip',
    noun: 'allocation',
    notFoundCode: 'InvalidAllocationID.NotFound',
  },
  natGateway: {
    prefix: 'nat',
    resourceType: 'natgateway',
    noun: 'natGateway',
    notFoundCode: 'NatGatewayNotFound',
    malformedCode: 'NatGatewayMalformed',
  },
  routeTable: {
    prefix: 'rtb',
    resourceType: 'route-table',
    noun: 'routeTable',
    notFoundCode: 'InvalidRouteTableID.NotFound',
    malformedCode: 'InvalidRouteTableId.Malformed',
  },
  association: {
    prefix: 'rtbassoc',
    resourceType: 'route-table-association',
    noun: 'association',
    notFoundCode: 'InvalidAssociationID.NotFound',
  },
  securityGroup: {
    prefix: 'sg',
    resourceType: 'security-group',
    noun: 'security group',
    notFoundCode: 'InvalidGroup.NotFound',
    malformedCode: 'InvalidGroupId.Malformed',
  },
  networkAcl: {
    prefix: 'acl',
    resourceType: 'network-acl',
    noun: 'networkAcl',
    notFoundCode: 'InvalidNetworkAclID.NotFound',
    malformedCode: 'InvalidNetworkAclId.Malformed',
  },
  networkInterface: {
    prefix: 'eni',
    resourceType: 'network-interface',
    noun: 'networkInterface',
    notFoundCode: 'InvalidNetworkInterfaceID.NotFound',
    malformedCode: 'InvalidNetworkInterfaceId.Malformed',
  },
} satisfies Record<string, ResourceKind>;

/** The error for ids of the kind's form that the account does not have in the Region. */
export function notFound(kind: ResourceKind, ...ids: string[]): ApiError {
  return new ApiError(kind.notFoundCode, notFoundMessage(kind, ids));
}

function notFoundMessage(kind: ResourceKind, ids: string[]): string {
  const list = ids.join(', ');
  const many = ids.length > 1;
  if (kind === kinds.natGateway)
    return `The Nat Gateway${many ? 's' : ''} ${list} ${many ? 'were' : 'was'} not found`;
  if (kind === kinds.securityGroup)
    return `The security group${many ? 's' : ''} '${list}' do${many ? '' : 'es'} not exist`;
  return `The ${kind.noun} ID${many ? 's' : ''} '${list}' do${many ? '' : 'es'} not exist`;
}

/** @throws ApiError where the id does not have the kind's form: its prefix and 8 or 17 hexadecimal digits */
export function checkId(kind: ResourceKind, id: string): void {
  if (new RegExp(`^${kind.prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id)) return;
  if (kind.malformedCode === undefined) throw notFound(kind, id);
  const expectation = id.startsWith(`${kind.prefix}-`) ? '' : ` (expecting "${kind.prefix}-...")`;
  throw new ApiError(kind.malformedCode, `Invalid id: "${id}"${expectation}`);
}

/** Something else depends on the resource. */
export function dependencyViolation(kind: ResourceKind, id: string): ApiError {
  return new ApiError(
    'DependencyViolation',
    `The ${kind.noun} '${id}' has dependencies and cannot be deleted.`,
  );
}
