import { describe, expect, it } from 'vitest';
import { useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DetachInternetGateway', () => {
  it('detaches the gateway, so that routes to it lead nowhere', async () => {
    const VpcId = await ec2().vpc();
    const SubnetId = await ec2().subnet(VpcId);
    const InternetGatewayId = await ec2().internetGateway(VpcId);
    const RouteTableId = await ec2().routeTable(VpcId);
    await ec2().call('AssociateRouteTable', { RouteTableId, SubnetId });
    await ec2().call('CreateRoute', {
      RouteTableId,
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: InternetGatewayId,
    });
    await ec2().work(VpcId);
    expect(ec2().fabric.networks.get(VpcId)?.subnets).toMatchObject([{ internet: true }]);

    await ec2().call('DetachInternetGateway', { InternetGatewayId, VpcId });
    await ec2().work(VpcId);
    expect(ec2().fabric.networks.get(VpcId)?.subnets).toMatchObject([{ internet: false }]);
    const { RouteTables } = await ec2().call('DescribeRouteTables', { RouteTableIds: [RouteTableId] });
    expect(RouteTables?.[0]?.Routes?.[1]).toMatchObject({ GatewayId: InternetGatewayId, State: 'blackhole' });
  });

  it('refuses while the VPC uses elastic addresses', async () => {
    const { vpcId, internetGatewayId, natGatewayId } = await ec2().natNetwork();
    const detach = { InternetGatewayId: internetGatewayId, VpcId: vpcId };
    expect(await ec2().refusal('DetachInternetGateway', detach)).toBe(
      `DependencyViolation: Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    );
    await ec2().call('DeleteNatGateway', { NatGatewayId: natGatewayId });
    await ec2().work(vpcId);
    await ec2().call('DetachInternetGateway', detach);
  });

  it('refuses a gateway that is not attached there, and unknown ones', async () => {
    const VpcId = await ec2().vpc();
    const InternetGatewayId = await ec2().internetGateway();
    expect(await ec2().refusal('DetachInternetGateway', { InternetGatewayId, VpcId })).toBe(
      `Gateway.NotAttached: resource ${InternetGatewayId} is not attached to network ${VpcId}`,
    );
    const unknown = { InternetGatewayId: 'igw-0123456789abcdef0', VpcId };
    expect(await ec2().refusal('DetachInternetGateway', unknown)).toMatch(
      /^InvalidInternetGatewayID.NotFound/,
    );
    expect(await ec2().refusal('DetachInternetGateway', { ...unknown, VpcId: 'x' })).toMatch(
      /^InvalidVpcID.Malformed/,
    );
  });
});
