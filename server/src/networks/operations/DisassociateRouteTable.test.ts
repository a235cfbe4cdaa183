import { describe, expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DisassociateRouteTable', () => {
  it('takes the association away, once', async () => {
    const vpcId = await ec2().vpc();
    const SubnetId = await ec2().subnet(vpcId);
    const RouteTableId = await ec2().routeTable(vpcId);
    const answer = await ec2().call('AssociateRouteTable', { RouteTableId, SubnetId });
    const AssociationId = given(answer.AssociationId);
    expect(await ec2().refusal('DisassociateRouteTable', { AssociationId }, stranger)).toMatch(
      /^InvalidAssociationID.NotFound/,
    );
    await ec2().call('DisassociateRouteTable', { AssociationId });
    expect(await ec2().refusal('DisassociateRouteTable', { AssociationId })).toBe(
      `InvalidAssociationID.NotFound: The association ID '${AssociationId}' does not exist`,
    );
  });

  it('refuses the main association, and malformed ids', async () => {
    const vpcId = await ec2().vpc();
    const { RouteTables } = await ec2().call('DescribeRouteTables', {
      Filters: [{ Name: 'vpc-id', Values: [vpcId] }],
    });
    const AssociationId = given(RouteTables?.[0]?.Associations?.[0]?.RouteTableAssociationId);
    expect(await ec2().refusal('DisassociateRouteTable', { AssociationId })).toBe(
      `InvalidParameterValue: cannot disassociate the main route table association ${AssociationId}`,
    );
    expect(await ec2().refusal('DisassociateRouteTable', { AssociationId: 'x' })).toMatch(
      /^InvalidAssociationID.NotFound/,
    );
  });
});
