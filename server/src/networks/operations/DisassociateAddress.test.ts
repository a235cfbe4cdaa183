import { expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

it('refuses what a NAT gateway holds, and unknown associations', async () => {
  const { allocationId } = await ec2().natNetwork();
  const { Addresses } = await ec2().call('DescribeAddresses', { AllocationIds: [allocationId] });
  const AssociationId = given(Addresses?.[0]?.AssociationId);
  expect(await ec2().refusal('DisassociateAddress', { AssociationId })).toMatch(/^AuthFailure/);
  expect(await ec2().refusal('DisassociateAddress', { AssociationId }, stranger)).toBe(
    `InvalidAssociationID.NotFound: The association ID '${AssociationId}' does not exist`,
  );
  expect(await ec2().refusal('DisassociateAddress', { AssociationId: 'x' })).toMatch(
    /^InvalidAssociationID.NotFound/,
  );
  expect(await ec2().refusal('DisassociateAddress', {})).toMatch(/^MissingParameter/);
  expect(await ec2().refusal('DisassociateAddress', { PublicIp: '198.51.100.2' })).toMatch(
    /^UnsupportedOperation/,
  );
});
