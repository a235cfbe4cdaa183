import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('ReleaseAddress', () => {
  it('gives the address back', async () => {
    const AllocationId = await ec2().elasticAddress();
    await ec2().call('ReleaseAddress', { AllocationId });
    expect((await ec2().call('DescribeAddresses', {})).Addresses).toEqual([]);
  });

  it('refuses while a NAT gateway has it', async () => {
    const { vpcId, allocationId: AllocationId, natGatewayId: NatGatewayId } = await ec2().natNetwork();
    expect(await ec2().refusal('ReleaseAddress', { AllocationId })).toBe(
      'AuthFailure: You do not have permission to access the specified resource.',
    );
    await ec2().call('DeleteNatGateway', { NatGatewayId });
    await ec2().work(vpcId);
    await ec2().call('ReleaseAddress', { AllocationId });
  });

  it('refuses unknown and foreign ids, and addresses in place of ids', async () => {
    const AllocationId = await ec2().elasticAddress();
    expect(await ec2().refusal('ReleaseAddress', { AllocationId }, stranger)).toBe(
      `InvalidAllocationID.NotFound: The allocation ID '${AllocationId}' does not exist`,
    );
    expect(await ec2().refusal('ReleaseAddress', { AllocationId: 'x' })).toMatch(
      /^InvalidAllocationID.NotFound/,
    );
    expect(await ec2().refusal('ReleaseAddress', { PublicIp: '198.51.100.2' })).toBe(
      'InvalidParameterValue: You must specify an allocation id when releasing a VPC elastic IP address',
    );
    expect(await ec2().refusal('ReleaseAddress', {})).toMatch(/^MissingParameter/);
  });
});
