import type { Generated } from 'kysely';

/** The tables of the networks room. Addresses and CIDR blocks come out as text, host addresses without prefix. */
export interface NetworksTables {
  'networks.vpc': VpcTable;
  'networks.subnet': SubnetTable;
  'networks.internet_gateway': InternetGatewayTable;
  'networks.network_interface': NetworkInterfaceTable;
  'networks.elastic_address': ElasticAddressTable;
  'networks.nat_gateway': NatGatewayTable;
  'networks.route_table': RouteTableTable;
  'networks.route_table_association': RouteTableAssociationTable;
  'networks.route': RouteTable;
  'networks.security_group': SecurityGroupTable;
  'networks.network_acl': NetworkAclTable;
  'networks.management_address': ManagementAddressTable;
  'networks.tag': TagTable;
}

interface Owned {
  account_id: string;
  region: string;
}

/** `pending` until the fabric has made it. */
export type NetworkState = 'pending' | 'available';

export interface VpcTable extends Owned {
  vpc_id: string;
  cidr_block: string;
  cidr_association_id: string;
  state: NetworkState;
  enable_dns_support: Generated<boolean>;
  enable_dns_hostnames: Generated<boolean>;
  created_at: Date;
}

export interface SubnetTable extends Owned {
  subnet_id: string;
  vpc_id: string;
  cidr_block: string;
  availability_zone: string;
  state: NetworkState;
  network_acl_association_id: string;
  created_at: Date;
}

export interface InternetGatewayTable extends Owned {
  internet_gateway_id: string;
  /** Null while detached. */
  vpc_id: string | null;
  created_at: Date;
}

export interface NetworkInterfaceTable extends Owned {
  interface_id: string;
  vpc_id: string;
  subnet_id: string;
  address: string;
  mac: string;
  interface_type: 'interface' | 'nat_gateway';
  /** Null where no instance is behind it: a NAT gateway is part of the VPC's router. */
  host_name: string | null;
  owner_id: string;
  attachment_id: string;
  description: string;
  created_at: Generated<Date>;
}

export interface ElasticAddressTable extends Owned {
  allocation_id: string;
  address: string;
  /** Both null while the address is free. */
  association_id: string | null;
  interface_id: string | null;
  created_at: Date;
}

export interface NatGatewayTable extends Owned {
  nat_gateway_id: string;
  // Not references: a deleted gateway outlives its VPC, subnet and address for an hour.
  vpc_id: string;
  subnet_id: string;
  allocation_id: string;
  requested_address: Generated<string | null>;
  state: 'pending' | 'available' | 'deleting' | 'deleted' | 'failed';
  failure_code: Generated<string | null>;
  failure_message: Generated<string | null>;
  interface_id: Generated<string | null>;
  private_address: Generated<string | null>;
  public_address: Generated<string | null>;
  association_id: Generated<string | null>;
  client_token: Generated<string | null>;
  created_at: Date;
  /** When it was deleted or found to have failed. */
  ended_at: Generated<Date | null>;
}

export interface RouteTableTable extends Owned {
  route_table_id: string;
  vpc_id: string;
  client_token: Generated<string | null>;
  created_at: Date;
}

export interface RouteTableAssociationTable {
  association_id: string;
  route_table_id: string;
  vpc_id: string;
  /** Null in the one association that makes its table the VPC's main one. */
  subnet_id: string | null;
}

/** A route beside the local one, which follows from the VPC's CIDR block. Exactly one target is set. */
export interface RouteTable {
  route_table_id: string;
  destination: string;
  internet_gateway_id: string | null;
  nat_gateway_id: string | null;
}

export interface SecurityGroupTable extends Owned {
  group_id: string;
  vpc_id: string;
  group_name: string;
  description: string;
}

export interface NetworkAclTable extends Owned {
  network_acl_id: string;
  vpc_id: string;
}

export interface ManagementAddressTable {
  owner_id: string;
  cidr_block: string;
  address: string;
  mac: string;
  host_name: string;
}

export interface TagTable extends Owned {
  resource_id: string;
  resource_type: string;
  key: string;
  value: string;
}
