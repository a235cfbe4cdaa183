import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();
const DestinationCidrBlock = '0.0.0.0/0';

describe('CreateRoute', () => {
  it('opens the way out: by the internet gateway, and through the NAT gateway behind it', async () => {
    const { vpcId, subnetId, internetGatewayId, natGatewayId } = await ec2().natNetwork();
    const privateSubnet = await ec2().subnet(vpcId, '10.0.2.0/24');
    const publicTable = await ec2().routeTable(vpcId);
    const privateTable = await ec2().routeTable(vpcId);
    const open = async () => {
      await ec2().work(vpcId);
      return ec2()
        .fabric.networks.get(vpcId)
        ?.subnets.filter((subnet) => subnet.internet)
        .map((subnet) => subnet.subnetId);
    };
    await ec2().call('AssociateRouteTable', { RouteTableId: publicTable, SubnetId: subnetId });
    await ec2().call('AssociateRouteTable', { RouteTableId: privateTable, SubnetId: privateSubnet });
    await ec2().call('CreateRoute', {
      RouteTableId: privateTable,
      DestinationCidrBlock,
      NatGatewayId: natGatewayId,
    });
    expect(await open()).toEqual([]);
    const answer = await ec2().call('CreateRoute', {
      RouteTableId: publicTable,
      DestinationCidrBlock,
      GatewayId: internetGatewayId,
    });
    expect(answer).toEqual({ Return: true });
    expect(await open()).toEqual([privateSubnet, subnetId].sort());
  });

  it('refuses a second route to the same place, and routes inside the VPC', async () => {
    const vpcId = await ec2().vpc();
    const GatewayId = await ec2().internetGateway(vpcId);
    const RouteTableId = await ec2().routeTable(vpcId);
    await ec2().call('CreateRoute', { RouteTableId, DestinationCidrBlock, GatewayId });
    const refusal = (destination: string) =>
      ec2().refusal('CreateRoute', { RouteTableId, DestinationCidrBlock: destination, GatewayId });
    expect(await refusal('0.0.0.0/0')).toBe(
      'RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.',
    );
    expect(await refusal('10.0.0.0/16')).toMatch(/^RouteAlreadyExists/);
    expect(await refusal('10.0.7.0/24')).toMatch(/^InvalidParameterValue/);
    expect(await refusal('all')).toMatch(
      /^InvalidParameterValue: Value \(all\) for parameter destinationCidrBlock/,
    );
  });

  it('refuses gateways of other VPCs, unattached ones and those that are gone', async () => {
    const vpcId = await ec2().vpc();
    const RouteTableId = await ec2().routeTable(vpcId);
    const route = { RouteTableId, DestinationCidrBlock };
    const unattached = await ec2().internetGateway();
    expect(await ec2().refusal('CreateRoute', { ...route, GatewayId: unattached })).toBe(
      `InvalidParameterValue: route table ${RouteTableId} and network gateway ${unattached} belong to different networks`,
    );
    const other = await ec2().natNetwork();
    expect(await ec2().refusal('CreateRoute', { ...route, NatGatewayId: other.natGatewayId })).toMatch(
      /^InvalidParameterValue: .*belong to different networks$/,
    );
    await ec2().call('DeleteNatGateway', { NatGatewayId: other.natGatewayId });
    expect(await ec2().refusal('CreateRoute', { ...route, NatGatewayId: other.natGatewayId })).toBe(
      `InvalidNatGatewayID.NotFound: The natGateway ID '${other.natGatewayId}' does not exist`,
    );
    expect(await ec2().refusal('CreateRoute', { ...route, GatewayId: 'vgw-1' })).toMatch(
      /^InvalidGatewayID.NotFound/,
    );
    expect(await ec2().refusal('CreateRoute', { ...route, GatewayId: 'igw-0123456789abcdef0' })).toMatch(
      /^InvalidInternetGatewayID.NotFound/,
    );
  });

  it('refuses no target and two, other kinds of them, and unknown tables', async () => {
    const vpcId = await ec2().vpc();
    const RouteTableId = await ec2().routeTable(vpcId);
    const GatewayId = await ec2().internetGateway(vpcId);
    const route = { RouteTableId, DestinationCidrBlock };
    expect(await ec2().refusal('CreateRoute', route)).toMatch(/^InvalidParameterCombination/);
    const two = { ...route, GatewayId, NatGatewayId: 'nat-0123456789abcdef0' };
    expect(await ec2().refusal('CreateRoute', two)).toMatch(/^InvalidParameterCombination/);
    expect(await ec2().refusal('CreateRoute', { ...route, InstanceId: 'i-0' })).toMatch(
      /^UnsupportedOperation/,
    );
    expect(await ec2().refusal('CreateRoute', { ...route, GatewayId }, stranger)).toMatch(
      /^InvalidRouteTableID.NotFound/,
    );
    expect(await ec2().refusal('CreateRoute', { ...route, RouteTableId: 'x', GatewayId })).toMatch(
      /^InvalidRouteTableId.Malformed/,
    );
  });
});
