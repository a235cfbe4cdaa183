import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeAddresses', () => {
  it('shows free addresses, and those in use with what uses them', async () => {
    const free = await ec2().elasticAddress();
    const { allocationId } = await ec2().natNetwork();
    const { Addresses } = await ec2().call('DescribeAddresses', { AllocationIds: [free, allocationId] });
    const byId = new Map(Addresses?.map((address) => [address.AllocationId, address]));
    expect(byId.get(free)).toEqual({
      AllocationId: free,
      PublicIp: '198.51.100.2',
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: 'us-east-1',
      Domain: 'vpc',
      Tags: [],
    });
    expect(byId.get(allocationId)).toMatchObject({
      PublicIp: '198.51.100.3',
      AssociationId: expect.stringMatching(/^eipassoc-/),
      NetworkInterfaceId: expect.stringMatching(/^eni-/),
      PrivateIpAddress: '10.0.1.4',
    });
    const byAddress = await ec2().call('DescribeAddresses', { PublicIps: ['198.51.100.3'] });
    expect(byAddress.Addresses?.map((address) => address.AllocationId)).toEqual([allocationId]);
    const filtered = await ec2().call('DescribeAddresses', {
      Filters: [{ Name: 'private-ip-address', Values: ['10.0.1.4'] }],
    });
    expect(filtered.Addresses?.map((address) => address.AllocationId)).toEqual([allocationId]);
    expect((await ec2().call('DescribeAddresses', {}, stranger)).Addresses).toEqual([]);
  });

  it('refuses unknown and malformed ids and addresses', async () => {
    for (const id of ['eipalloc-0123456789abcdef0', 'eipalloc', 'x']) {
      expect(await ec2().refusal('DescribeAddresses', { AllocationIds: [id] })).toBe(
        `InvalidAllocationID.NotFound: The allocation ID '${id}' does not exist`,
      );
    }
    expect(await ec2().refusal('DescribeAddresses', { PublicIps: ['198.51.100.99'] })).toBe(
      "InvalidAddress.NotFound: Address '198.51.100.99' not found.",
    );
    expect(await ec2().refusal('DescribeAddresses', { PublicIps: ['one'] })).toMatch(
      /^InvalidParameterValue/,
    );
  });
});
