import type { Operations } from '../../wire/operation.ts';
import type { Ec2Sdk } from '../service.ts';
import { AllocateAddress } from './AllocateAddress.ts';
import { AssociateRouteTable } from './AssociateRouteTable.ts';
import { AttachInternetGateway } from './AttachInternetGateway.ts';
import { CreateInternetGateway } from './CreateInternetGateway.ts';
import { CreateNatGateway } from './CreateNatGateway.ts';
import { CreateRoute } from './CreateRoute.ts';
import { CreateRouteTable } from './CreateRouteTable.ts';
import { CreateSubnet } from './CreateSubnet.ts';
import { CreateTags } from './CreateTags.ts';
import { CreateVpc } from './CreateVpc.ts';
import { DeleteInternetGateway } from './DeleteInternetGateway.ts';
import { DeleteNatGateway } from './DeleteNatGateway.ts';
import { DeleteRoute } from './DeleteRoute.ts';
import { DeleteRouteTable } from './DeleteRouteTable.ts';
import { DeleteSubnet } from './DeleteSubnet.ts';
import { DeleteTags } from './DeleteTags.ts';
import { DeleteVpc } from './DeleteVpc.ts';
import { DescribeAddresses } from './DescribeAddresses.ts';
import { DescribeAddressesAttribute } from './DescribeAddressesAttribute.ts';
import { DescribeAvailabilityZones } from './DescribeAvailabilityZones.ts';
import { DescribeInternetGateways } from './DescribeInternetGateways.ts';
import { DescribeNatGateways } from './DescribeNatGateways.ts';
import { DescribeNetworkAcls } from './DescribeNetworkAcls.ts';
import { DescribeNetworkInterfaces } from './DescribeNetworkInterfaces.ts';
import { DescribeRegions } from './DescribeRegions.ts';
import { DescribeRouteTables } from './DescribeRouteTables.ts';
import { DescribeSecurityGroups } from './DescribeSecurityGroups.ts';
import { DescribeSubnets } from './DescribeSubnets.ts';
import { DescribeTags } from './DescribeTags.ts';
import { DescribeVpcAttribute } from './DescribeVpcAttribute.ts';
import { DescribeVpcs } from './DescribeVpcs.ts';
import { DetachInternetGateway } from './DetachInternetGateway.ts';
import { DisassociateAddress } from './DisassociateAddress.ts';
import { DisassociateRouteTable } from './DisassociateRouteTable.ts';
import type { Deps } from './deps.ts';
import { ModifyVpcAttribute } from './ModifyVpcAttribute.ts';
import { ReleaseAddress } from './ReleaseAddress.ts';

export type { Deps } from './deps.ts';

/** The operations of EC2 that are built. */
export const operations: Operations<Ec2Sdk, Deps> = {
  AllocateAddress,
  AssociateRouteTable,
  AttachInternetGateway,
  CreateInternetGateway,
  CreateNatGateway,
  CreateRoute,
  CreateRouteTable,
  CreateSubnet,
  CreateTags,
  CreateVpc,
  DeleteInternetGateway,
  DeleteNatGateway,
  DeleteRoute,
  DeleteRouteTable,
  DeleteSubnet,
  DeleteTags,
  DeleteVpc,
  DescribeAddresses,
  DescribeAddressesAttribute,
  DescribeAvailabilityZones,
  DescribeInternetGateways,
  DescribeNatGateways,
  DescribeNetworkAcls,
  DescribeNetworkInterfaces,
  DescribeRegions,
  DescribeRouteTables,
  DescribeSecurityGroups,
  DescribeSubnets,
  DescribeTags,
  DescribeVpcAttribute,
  DescribeVpcs,
  DetachInternetGateway,
  DisassociateAddress,
  DisassociateRouteTable,
  ModifyVpcAttribute,
  ReleaseAddress,
};
