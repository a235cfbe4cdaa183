import { describe, expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeNetworkAcls', () => {
  it('shows the default ACL of a VPC with all of its subnets', async () => {
    const vpcId = await ec2().vpc();
    const subnetId = await ec2().subnet(vpcId);
    const { NetworkAcls } = await ec2().call('DescribeNetworkAcls', {
      Filters: [
        { Name: 'association.subnet-id', Values: [subnetId] },
        { Name: 'default', Values: ['true'] },
      ],
    });
    const acl = given(NetworkAcls?.[0]);
    expect(acl).toMatchObject({ VpcId: vpcId, IsDefault: true, Associations: [{ SubnetId: subnetId }] });
    expect(acl.Entries?.map((entry) => [entry.Egress, entry.RuleNumber, entry.RuleAction])).toEqual([
      [true, 100, 'allow'],
      [true, 32_767, 'deny'],
      [false, 100, 'allow'],
      [false, 32_767, 'deny'],
    ]);
    expect((await ec2().call('DescribeNetworkAcls', {}, stranger)).NetworkAcls).toEqual([]);
  });

  it('refuses unknown and malformed ids', async () => {
    expect(await ec2().refusal('DescribeNetworkAcls', { NetworkAclIds: ['acl-0123456789abcdef0'] })).toBe(
      "InvalidNetworkAclID.NotFound: The networkAcl ID 'acl-0123456789abcdef0' does not exist",
    );
    expect(await ec2().refusal('DescribeNetworkAcls', { NetworkAclIds: ['x'] })).toMatch(
      /^InvalidNetworkAclId.Malformed/,
    );
  });
});
