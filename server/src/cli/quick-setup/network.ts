import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type ResourceType,
  type RouteTable,
  waitUntilNatGatewayAvailable,
} from '@aws-sdk/client-ec2';

/** What the desktops of quick-setup live in. */
export interface QuickNetwork {
  vpcId: string;
  /** Two private subnets in two zones, as a directory needs. */
  privateSubnetIds: [string, string];
}

/** The ranges of a /16 given by its first two octets. */
export interface NetworkPlan {
  vpcCidr: string;
  publicCidr: string;
  privateCidrs: [string, string];
}

const TAG = 'alcove:quick-setup';

/**
 * Finds or makes the VPC as Quick Setup of WorkSpaces has it: a public subnet with a NAT gateway, two private
 * subnets in two zones, an internet gateway. Every resource carries a tag by which a second run finds it.
 */
export async function ensureNetwork(
  ec2: EC2Client,
  region: string,
  plan: NetworkPlan,
): Promise<QuickNetwork> {
  const vpcId = await ensureVpc(ec2, plan);
  const publicSubnetId = await ensureSubnet(ec2, vpcId, plan.publicCidr, `${region}a`, 'public');
  const privateA = await ensureSubnet(ec2, vpcId, plan.privateCidrs[0], `${region}a`, 'private-a');
  const privateB = await ensureSubnet(ec2, vpcId, plan.privateCidrs[1], `${region}b`, 'private-b');
  const internetGatewayId = await ensureInternetGateway(ec2, vpcId);
  const publicTable = await ensureRouteTable(ec2, vpcId, 'public');
  await ensureDefaultRoute(ec2, publicTable, { GatewayId: internetGatewayId });
  await ensureAssociation(ec2, publicTable, publicSubnetId);
  const natGatewayId = await ensureNatGateway(ec2, publicSubnetId);
  const privateTable = await ensureRouteTable(ec2, vpcId, 'private');
  await ensureDefaultRoute(ec2, privateTable, { NatGatewayId: natGatewayId });
  await ensureAssociation(ec2, privateTable, privateA);
  await ensureAssociation(ec2, privateTable, privateB);
  return { vpcId, privateSubnetIds: [privateA, privateB] };
}

const ofPart = (part: string) => [{ Name: `tag:${TAG}`, Values: [part] }];

const tagged = (ResourceType: ResourceType, part: string) => ({
  TagSpecifications: [
    {
      ResourceType,
      Tags: [
        { Key: TAG, Value: part },
        { Key: 'Name', Value: `alcove-${part}` },
      ],
    },
  ],
});

async function ensureVpc(ec2: EC2Client, plan: NetworkPlan): Promise<string> {
  const found = await ec2.send(new DescribeVpcsCommand({ Filters: ofPart('vpc') }));
  const existing = found.Vpcs?.[0]?.VpcId;
  if (existing) return existing;
  const made = await ec2.send(new CreateVpcCommand({ CidrBlock: plan.vpcCidr, ...tagged('vpc', 'vpc') }));
  return required(made.Vpc?.VpcId, 'CreateVpc');
}

async function ensureSubnet(ec2: EC2Client, vpcId: string, cidr: string, zone: string, part: string) {
  const filters = [...ofPart(part), { Name: 'vpc-id', Values: [vpcId] }];
  const found = await ec2.send(new DescribeSubnetsCommand({ Filters: filters }));
  const existing = found.Subnets?.[0]?.SubnetId;
  if (existing) return existing;
  const made = await ec2.send(
    new CreateSubnetCommand({
      VpcId: vpcId,
      CidrBlock: cidr,
      AvailabilityZone: zone,
      ...tagged('subnet', part),
    }),
  );
  return required(made.Subnet?.SubnetId, 'CreateSubnet');
}

async function ensureInternetGateway(ec2: EC2Client, vpcId: string): Promise<string> {
  const found = await ec2.send(new DescribeInternetGatewaysCommand({ Filters: ofPart('internet') }));
  const existing = found.InternetGateways?.[0];
  const id =
    existing?.InternetGatewayId ??
    (await ec2.send(new CreateInternetGatewayCommand(tagged('internet-gateway', 'internet')))).InternetGateway
      ?.InternetGatewayId;
  const gatewayId = required(id, 'CreateInternetGateway');
  if ((existing?.Attachments ?? []).length === 0) {
    await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: gatewayId, VpcId: vpcId }));
  }
  return gatewayId;
}

async function ensureNatGateway(ec2: EC2Client, subnetId: string): Promise<string> {
  const found = await ec2.send(
    new DescribeNatGatewaysCommand({
      Filter: [...ofPart('nat'), { Name: 'state', Values: ['pending', 'available'] }],
    }),
  );
  const natGatewayId =
    found.NatGateways?.[0]?.NatGatewayId ??
    (
      await ec2.send(
        new CreateNatGatewayCommand({
          SubnetId: subnetId,
          AllocationId: await ensureAddress(ec2),
          ...tagged('natgateway', 'nat'),
        }),
      )
    ).NatGateway?.NatGatewayId;
  const id = required(natGatewayId, 'CreateNatGateway');
  await waitUntilNatGatewayAvailable(
    { client: ec2, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { NatGatewayIds: [id] },
  );
  return id;
}

async function ensureAddress(ec2: EC2Client): Promise<string> {
  const found = await ec2.send(new DescribeAddressesCommand({ Filters: ofPart('nat-address') }));
  const existing = found.Addresses?.[0]?.AllocationId;
  if (existing) return existing;
  const made = await ec2.send(
    new AllocateAddressCommand({ Domain: 'vpc', ...tagged('elastic-ip', 'nat-address') }),
  );
  return required(made.AllocationId, 'AllocateAddress');
}

async function ensureRouteTable(ec2: EC2Client, vpcId: string, part: string): Promise<RouteTable> {
  const filters = [...ofPart(`routes-${part}`), { Name: 'vpc-id', Values: [vpcId] }];
  const found = await ec2.send(new DescribeRouteTablesCommand({ Filters: filters }));
  if (found.RouteTables?.[0]) return found.RouteTables[0];
  const made = await ec2.send(
    new CreateRouteTableCommand({ VpcId: vpcId, ...tagged('route-table', `routes-${part}`) }),
  );
  return required(made.RouteTable, 'CreateRouteTable');
}

async function ensureDefaultRoute(
  ec2: EC2Client,
  table: RouteTable,
  target: { GatewayId: string } | { NatGatewayId: string },
): Promise<void> {
  const destination = '0.0.0.0/0';
  if (table.Routes?.some((route) => route.DestinationCidrBlock === destination)) return;
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId: table.RouteTableId,
      DestinationCidrBlock: destination,
      ...target,
    }),
  );
}

async function ensureAssociation(ec2: EC2Client, table: RouteTable, subnetId: string): Promise<void> {
  if (table.Associations?.some((association) => association.SubnetId === subnetId)) return;
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId: table.RouteTableId, SubnetId: subnetId }));
}

/** The API promises these members; one that is missing is a defect of the service, not of the caller. */
export function required<T>(value: T | undefined, operation: string): T {
  if (value === undefined) throw new Error(`${operation} answered without what it had made.`);
  return value;
}
