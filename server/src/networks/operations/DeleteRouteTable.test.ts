import { describe, expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DeleteRouteTable', () => {
  it('refuses while a subnet is associated, and deletes it with its routes afterwards', async () => {
    const vpcId = await ec2().vpc();
    const SubnetId = await ec2().subnet(vpcId);
    const GatewayId = await ec2().internetGateway(vpcId);
    const RouteTableId = await ec2().routeTable(vpcId);
    await ec2().call('CreateRoute', { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId });
    const { AssociationId } = await ec2().call('AssociateRouteTable', { RouteTableId, SubnetId });
    expect(await ec2().refusal('DeleteRouteTable', { RouteTableId })).toBe(
      `DependencyViolation: The routeTable '${RouteTableId}' has dependencies and cannot be deleted.`,
    );
    await ec2().call('DisassociateRouteTable', { AssociationId: given(AssociationId) });
    await ec2().call('DeleteRouteTable', { RouteTableId });
    expect(await ec2().refusal('DescribeRouteTables', { RouteTableIds: [RouteTableId] })).toMatch(
      /^InvalidRouteTableID.NotFound/,
    );
  });

  it('refuses the main table', async () => {
    const vpcId = await ec2().vpc();
    const { RouteTables } = await ec2().call('DescribeRouteTables', {
      Filters: [{ Name: 'vpc-id', Values: [vpcId] }],
    });
    const RouteTableId = given(RouteTables?.[0]?.RouteTableId);
    expect(await ec2().refusal('DeleteRouteTable', { RouteTableId })).toMatch(/^DependencyViolation/);
  });

  it('refuses unknown, foreign and malformed ids', async () => {
    const RouteTableId = await ec2().routeTable(await ec2().vpc());
    expect(await ec2().refusal('DeleteRouteTable', { RouteTableId }, stranger)).toMatch(/NotFound/);
    expect(await ec2().refusal('DeleteRouteTable', { RouteTableId: 'x' })).toMatch(
      /^InvalidRouteTableId.Malformed/,
    );
  });
});
