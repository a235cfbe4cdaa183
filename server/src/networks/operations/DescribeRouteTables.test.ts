import { describe, expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeRouteTables', () => {
  it('shows associations and routes, and selects by them', async () => {
    const { vpcId, subnetId, natGatewayId } = await ec2().natNetwork();
    const RouteTableId = await ec2().routeTable(vpcId);
    await ec2().call('AssociateRouteTable', { RouteTableId, SubnetId: subnetId });
    await ec2().call('CreateRoute', {
      RouteTableId,
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: natGatewayId,
    });
    const select = async (Name: string, ...Values: string[]) =>
      (
        await ec2().call('DescribeRouteTables', {
          Filters: [
            { Name, Values },
            { Name: 'vpc-id', Values: [vpcId] },
          ],
        })
      ).RouteTables;
    const [table] = given(await select('association.subnet-id', subnetId));
    expect(table).toMatchObject({
      RouteTableId,
      Associations: [{ SubnetId: subnetId, Main: false, AssociationState: { State: 'associated' } }],
      Routes: [
        { GatewayId: 'local' },
        {
          DestinationCidrBlock: '0.0.0.0/0',
          NatGatewayId: natGatewayId,
          Origin: 'CreateRoute',
          State: 'active',
        },
      ],
    });
    expect(await select('route.nat-gateway-id', natGatewayId)).toHaveLength(1);
    expect(await select('route.gateway-id', 'local')).toHaveLength(2);
    const [main] = given(await select('association.main', 'true'));
    expect(main?.RouteTableId).not.toBe(RouteTableId);
    expect(await select('route.state', 'blackhole')).toEqual([]);

    await ec2().call('DeleteNatGateway', { NatGatewayId: natGatewayId });
    expect(await select('route.state', 'blackhole')).toHaveLength(1);
    expect((await ec2().call('DescribeRouteTables', {}, stranger)).RouteTables).toEqual([]);
  });

  it('refuses unknown and malformed ids', async () => {
    const unknown = 'rtb-0123456789abcdef0';
    expect(await ec2().refusal('DescribeRouteTables', { RouteTableIds: [unknown] })).toBe(
      `InvalidRouteTableID.NotFound: The routeTable ID '${unknown}' does not exist`,
    );
    expect(await ec2().refusal('DescribeRouteTables', { RouteTableIds: ['x'] })).toMatch(
      /^InvalidRouteTableId.Malformed/,
    );
  });
});
