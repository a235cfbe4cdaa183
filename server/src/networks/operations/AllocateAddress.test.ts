import { describe, expect, it } from 'vitest';
import { given, useEc2 } from './testing.ts';

const ec2 = useEc2({ elasticAddressPool: '203.0.113.0/29' });

describe('AllocateAddress', () => {
  it('gives out the pool without its first and last addresses, each once', async () => {
    const first = await ec2().call('AllocateAddress', {
      Domain: 'vpc',
      TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'Name', Value: 'nat' }] }],
    });
    expect(first).toEqual({
      PublicIp: '203.0.113.2',
      AllocationId: expect.stringMatching(/^eipalloc-[0-9a-f]{17}$/),
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: 'us-east-1',
      Domain: 'vpc',
    });
    const rest = await Promise.all([1, 2, 3, 4].map(() => ec2().call('AllocateAddress', {})));
    expect(rest.map((answer) => answer.PublicIp).sort()).toEqual(
      [3, 4, 5, 6].map((end) => `203.0.113.${end}`),
    );
    expect(await ec2().refusal('AllocateAddress', {})).toMatch(/^InsufficientAddressCapacity/);

    await ec2().call('ReleaseAddress', { AllocationId: given(first.AllocationId) });
    expect((await ec2().call('AllocateAddress', {})).PublicIp).toBe('203.0.113.2');
  });

  it('refuses other domains, border groups and pools', async () => {
    expect(await ec2().refusal('AllocateAddress', { Domain: 'standard' })).toMatch(/^InvalidParameterValue/);
    expect(await ec2().refusal('AllocateAddress', { NetworkBorderGroup: 'us-west-2' })).toMatch(
      /^InvalidParameterValue/,
    );
    expect(await ec2().refusal('AllocateAddress', { PublicIpv4Pool: 'ipv4pool-ec2-0' })).toMatch(
      /^InvalidPublicIpv4PoolID.NotFound/,
    );
    expect(await ec2().refusal('AllocateAddress', { Address: '203.0.113.4' })).toMatch(
      /^UnsupportedOperation/,
    );
  });
});
