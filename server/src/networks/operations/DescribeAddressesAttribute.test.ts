import { expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

it('shows no domain names, and refuses unknown addresses', async () => {
  const AllocationIds = [await ec2().elasticAddress()];
  expect(await ec2().call('DescribeAddressesAttribute', { AllocationIds })).toEqual({ Addresses: [] });
  expect(await ec2().refusal('DescribeAddressesAttribute', { AllocationIds }, stranger)).toMatch(
    /^InvalidAllocationID.NotFound/,
  );
  expect(await ec2().refusal('DescribeAddressesAttribute', { AllocationIds: ['x'] })).toMatch(
    /^InvalidAllocationID.NotFound/,
  );
});
