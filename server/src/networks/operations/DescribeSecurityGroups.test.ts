import { describe, expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeSecurityGroups', () => {
  it('shows the default group of a VPC', async () => {
    const vpcId = await ec2().vpc();
    const { SecurityGroups } = await ec2().call('DescribeSecurityGroups', {
      Filters: [
        { Name: 'vpc-id', Values: [vpcId] },
        { Name: 'group-name', Values: ['default'] },
        { Name: 'egress.ip-permission.cidr', Values: ['0.0.0.0/0'] },
      ],
    });
    const group = given(SecurityGroups?.[0]);
    expect(group).toMatchObject({
      GroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/),
      GroupName: 'default',
      Description: 'default VPC security group',
      VpcId: vpcId,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group.GroupId }] }],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });
    const byId = await ec2().call('DescribeSecurityGroups', { GroupIds: [given(group.GroupId)] });
    expect(byId.SecurityGroups).toEqual([group]);
    expect((await ec2().call('DescribeSecurityGroups', {}, stranger)).SecurityGroups).toEqual([]);
  });

  it('refuses unknown and malformed ids, and names', async () => {
    const unknown = 'sg-0123456789abcdef0';
    expect(await ec2().refusal('DescribeSecurityGroups', { GroupIds: [unknown] })).toBe(
      `InvalidGroup.NotFound: The security group '${unknown}' does not exist`,
    );
    expect(await ec2().refusal('DescribeSecurityGroups', { GroupIds: ['x'] })).toMatch(
      /^InvalidGroupId.Malformed/,
    );
    expect(await ec2().refusal('DescribeSecurityGroups', { GroupNames: ['web'] })).toMatch(
      /^InvalidGroup.NotFound/,
    );
  });
});
