import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DeleteNatGateway', () => {
  it('is deleting until the fabric has removed it, then deleted; address and interface are free', async () => {
    const { vpcId, allocationId, natGatewayId: NatGatewayId } = await ec2().natNetwork();
    const NatGatewayIds = [NatGatewayId];
    expect(await ec2().call('DeleteNatGateway', { NatGatewayId })).toEqual({ NatGatewayId });
    const deleting = await ec2().call('DescribeNatGateways', { NatGatewayIds });
    expect(deleting.NatGateways).toMatchObject([{ State: 'deleting' }]);
    await ec2().work(vpcId);
    const deleted = await ec2().call('DescribeNatGateways', { NatGatewayIds });
    expect(deleted.NatGateways).toMatchObject([{ State: 'deleted', DeleteTime: ec2().clock.now() }]);
    const { Addresses } = await ec2().call('DescribeAddresses', { AllocationIds: [allocationId] });
    expect(Addresses?.[0]?.AssociationId).toBeUndefined();
    expect((await ec2().call('DescribeNetworkInterfaces', {})).NetworkInterfaces).toEqual([]);
  });

  it('may be repeated while deleting, and refuses what is deleted', async () => {
    const { vpcId, natGatewayId: NatGatewayId } = await ec2().natNetwork();
    await ec2().call('DeleteNatGateway', { NatGatewayId });
    await ec2().call('DeleteNatGateway', { NatGatewayId });
    await ec2().work(vpcId);
    expect(await ec2().refusal('DeleteNatGateway', { NatGatewayId })).toMatch(/^NatGatewayNotFound/);
  });

  it('deletes one that never began, and one that failed', async () => {
    const vpcId = await ec2().vpc();
    const subnetId = await ec2().subnet(vpcId);
    const failed = await ec2().natGateway(subnetId);
    await ec2().work(vpcId);
    const begun = await ec2().natGateway(subnetId);
    for (const NatGatewayId of [failed, begun]) await ec2().call('DeleteNatGateway', { NatGatewayId });
    await ec2().work(vpcId);
    const { NatGateways } = await ec2().call('DescribeNatGateways', { NatGatewayIds: [failed, begun] });
    expect(NatGateways?.map((gateway) => gateway.State)).toEqual(['deleted', 'deleted']);
  });

  it('refuses unknown, foreign and malformed ids', async () => {
    const { natGatewayId: NatGatewayId } = await ec2().natNetwork();
    expect(await ec2().refusal('DeleteNatGateway', { NatGatewayId }, stranger)).toMatch(
      /^NatGatewayNotFound/,
    );
    expect(await ec2().refusal('DeleteNatGateway', { NatGatewayId: 'nat-0123456789abcdef0' })).toMatch(
      /^NatGatewayNotFound/,
    );
    expect(await ec2().refusal('DeleteNatGateway', { NatGatewayId: 'x' })).toMatch(/^NatGatewayMalformed/);
  });
});
