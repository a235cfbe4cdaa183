import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('AssociateRouteTable', () => {
  it('associates the subnet, and says so again when asked again', async () => {
    const vpcId = await ec2().vpc();
    const request = { SubnetId: await ec2().subnet(vpcId), RouteTableId: await ec2().routeTable(vpcId) };
    const first = await ec2().call('AssociateRouteTable', request);
    expect(first).toEqual({
      AssociationId: expect.stringMatching(/^rtbassoc-[0-9a-f]{17}$/),
      AssociationState: { State: 'associated' },
    });
    expect(await ec2().call('AssociateRouteTable', request)).toEqual(first);
  });

  it('refuses a second table for the subnet, and subnets of other VPCs', async () => {
    const vpcId = await ec2().vpc();
    const SubnetId = await ec2().subnet(vpcId);
    const first = await ec2().routeTable(vpcId);
    const second = await ec2().routeTable(vpcId);
    await ec2().call('AssociateRouteTable', { SubnetId, RouteTableId: first });
    expect(await ec2().refusal('AssociateRouteTable', { SubnetId, RouteTableId: second })).toBe(
      `Resource.AlreadyAssociated: the specified association for route table ${second} conflicts with an existing association`,
    );
    const elsewhere = await ec2().subnet(await ec2().vpc());
    expect(await ec2().refusal('AssociateRouteTable', { SubnetId: elsewhere, RouteTableId: first })).toBe(
      `InvalidParameterValue: Route table ${first} and subnet ${elsewhere} belong to different networks`,
    );
  });

  it('refuses unknown, foreign and malformed ids', async () => {
    const vpcId = await ec2().vpc();
    const request = { SubnetId: await ec2().subnet(vpcId), RouteTableId: await ec2().routeTable(vpcId) };
    expect(await ec2().refusal('AssociateRouteTable', request, stranger)).toMatch(
      /^InvalidRouteTableID.NotFound/,
    );
    const unknown = { ...request, SubnetId: 'subnet-0123456789abcdef0' };
    expect(await ec2().refusal('AssociateRouteTable', unknown)).toMatch(/^InvalidSubnetID.NotFound/);
    expect(await ec2().refusal('AssociateRouteTable', { ...request, SubnetId: 'x' })).toMatch(
      /^InvalidSubnetID.Malformed/,
    );
  });
});
