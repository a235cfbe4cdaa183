import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();
const HOUR_MS = 60 * 60 * 1000;

describe('DescribeNatGateways', () => {
  it('selects by id and by filter, which it calls Filter', async () => {
    const { vpcId, natGatewayId } = await ec2().natNetwork();
    await ec2().natNetwork();
    const { NatGateways } = await ec2().call('DescribeNatGateways', {
      Filter: [
        { Name: 'vpc-id', Values: [vpcId] },
        { Name: 'state', Values: ['available'] },
      ],
    });
    expect(NatGateways?.map((gateway) => gateway.NatGatewayId)).toEqual([natGatewayId]);
    expect((await ec2().call('DescribeNatGateways', {}, stranger)).NatGateways).toEqual([]);
  });

  it('shows deleted gateways for an hour', async () => {
    const { vpcId, natGatewayId } = await ec2().natNetwork();
    const NatGatewayIds = [natGatewayId];
    await ec2().call('DeleteNatGateway', { NatGatewayId: natGatewayId });
    await ec2().work(vpcId);
    ec2().clock.advance(HOUR_MS - 1);
    const { NatGateways } = await ec2().call('DescribeNatGateways', { NatGatewayIds });
    expect(NatGateways?.[0]?.State).toBe('deleted');
    ec2().clock.advance(1);
    expect(await ec2().refusal('DescribeNatGateways', { NatGatewayIds })).toBe(
      `NatGatewayNotFound: The Nat Gateway ${natGatewayId} was not found`,
    );
  });

  it('refuses malformed ids', async () => {
    expect(await ec2().refusal('DescribeNatGateways', { NatGatewayIds: ['n'] })).toMatch(
      /^NatGatewayMalformed/,
    );
  });
});
