import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();
const DestinationCidrBlock = '0.0.0.0/0';

describe('DeleteRoute', () => {
  it('closes the way out', async () => {
    const vpcId = await ec2().vpc();
    const SubnetId = await ec2().subnet(vpcId);
    const GatewayId = await ec2().internetGateway(vpcId);
    const RouteTableId = await ec2().routeTable(vpcId);
    await ec2().call('AssociateRouteTable', { RouteTableId, SubnetId });
    await ec2().call('CreateRoute', { RouteTableId, DestinationCidrBlock, GatewayId });
    await ec2().call('DeleteRoute', { RouteTableId, DestinationCidrBlock });
    await ec2().work(vpcId);
    expect(ec2().fabric.networks.get(vpcId)?.subnets).toMatchObject([{ internet: false }]);
    expect(await ec2().refusal('DeleteRoute', { RouteTableId, DestinationCidrBlock })).toBe(
      `InvalidRoute.NotFound: no route with destination-cidr-block 0.0.0.0/0 in route table ${RouteTableId}`,
    );
  });

  it('refuses the local route, unknown tables and malformed destinations', async () => {
    const RouteTableId = await ec2().routeTable(await ec2().vpc());
    expect(await ec2().refusal('DeleteRoute', { RouteTableId, DestinationCidrBlock: '10.0.0.0/16' })).toBe(
      `InvalidParameterValue: cannot remove local route 10.0.0.0/16 in route table ${RouteTableId}`,
    );
    expect(await ec2().refusal('DeleteRoute', { RouteTableId, DestinationCidrBlock }, stranger)).toMatch(
      /^InvalidRouteTableID.NotFound/,
    );
    expect(await ec2().refusal('DeleteRoute', { RouteTableId, DestinationCidrBlock: 'x' })).toMatch(
      /^InvalidParameterValue/,
    );
  });
});
