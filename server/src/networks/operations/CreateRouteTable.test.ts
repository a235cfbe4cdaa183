import { describe, expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('CreateRouteTable', () => {
  it('makes a table with the local route', async () => {
    const VpcId = await ec2().vpc();
    const { RouteTable } = await ec2().call('CreateRouteTable', {
      VpcId,
      TagSpecifications: [{ ResourceType: 'route-table', Tags: [{ Key: 'Name', Value: 'public' }] }],
    });
    expect(RouteTable).toEqual({
      RouteTableId: expect.stringMatching(/^rtb-[0-9a-f]{17}$/),
      VpcId,
      OwnerId: '123456789012',
      PropagatingVgws: [],
      Associations: [],
      Routes: [
        {
          DestinationCidrBlock: '10.0.0.0/16',
          GatewayId: 'local',
          Origin: 'CreateRouteTable',
          State: 'active',
        },
      ],
      Tags: [{ Key: 'Name', Value: 'public' }],
    });
  });

  it('answers a repeated request with the same table', async () => {
    const VpcId = await ec2().vpc();
    const request = { VpcId, ClientToken: 'once' };
    const first = await ec2().call('CreateRouteTable', request);
    const second = await ec2().call('CreateRouteTable', request);
    expect(second.RouteTable?.RouteTableId).toBe(given(first.RouteTable?.RouteTableId));
    const elsewhere = { ...request, VpcId: await ec2().vpc() };
    expect(await ec2().refusal('CreateRouteTable', elsewhere)).toMatch(/^IdempotentParameterMismatch/);
  });

  it('refuses unknown, foreign and malformed VPCs', async () => {
    const VpcId = await ec2().vpc();
    expect(await ec2().refusal('CreateRouteTable', { VpcId }, stranger)).toMatch(/^InvalidVpcID.NotFound/);
    expect(await ec2().refusal('CreateRouteTable', { VpcId: 'x' })).toMatch(/^InvalidVpcID.Malformed/);
  });
});
