import { describe, expect, it } from 'vitest';
import { given, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('CreateVpc', () => {
  it('makes a pending VPC with tags, and has the fabric make it', async () => {
    const { Vpc } = await ec2().call('CreateVpc', {
      CidrBlock: '10.0.0.0/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: 'desktops' }] }],
    });
    expect(Vpc).toMatchObject({
      VpcId: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
      OwnerId: '123456789012',
      State: 'pending',
      CidrBlock: '10.0.0.0/16',
      InstanceTenancy: 'default',
      IsDefault: false,
      Tags: [{ Key: 'Name', Value: 'desktops' }],
    });
    const vpcId = given(Vpc?.VpcId);
    await ec2().work(vpcId);
    expect(ec2().fabric.networks.get(vpcId)).toEqual({ vpcId, cidrBlock: '10.0.0.0/16', subnets: [] });
    const { Vpcs } = await ec2().call('DescribeVpcs', { VpcIds: [vpcId] });
    expect(Vpcs?.[0]?.State).toBe('available');
  });

  it('gives it a main route table, a default security group and a default network ACL', async () => {
    const vpcId = await ec2().vpc('192.168.0.0/24');
    const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
    const { RouteTables } = await ec2().call('DescribeRouteTables', { Filters });
    expect(RouteTables?.[0]?.Associations).toMatchObject([{ Main: true }]);
    const { SecurityGroups } = await ec2().call('DescribeSecurityGroups', { Filters });
    expect(SecurityGroups).toMatchObject([{ GroupName: 'default' }]);
    const { NetworkAcls } = await ec2().call('DescribeNetworkAcls', { Filters });
    expect(NetworkAcls).toMatchObject([{ IsDefault: true }]);
  });

  it('clears host bits, and gives two VPCs the same block', async () => {
    const answers = [
      await ec2().call('CreateVpc', { CidrBlock: '10.1.2.3/20' }),
      await ec2().call('CreateVpc', { CidrBlock: '10.1.0.0/20' }),
    ];
    expect(answers.map(({ Vpc }) => Vpc?.CidrBlock)).toEqual(['10.1.0.0/20', '10.1.0.0/20']);
  });

  it('refuses blocks of other sizes and of addresses that are no host’s', async () => {
    for (const CidrBlock of [
      '10.0.0.0/15',
      '10.0.0.0/29',
      '127.0.0.0/16',
      '169.254.0.0/16',
      '240.0.0.0/16',
    ]) {
      expect(await ec2().refusal('CreateVpc', { CidrBlock })).toBe(
        `InvalidVpc.Range: The CIDR '${CidrBlock}' is invalid.`,
      );
    }
  });

  it('refuses malformed input', async () => {
    expect(await ec2().refusal('CreateVpc', {})).toMatch(/^MissingParameter: .*CidrBlock/);
    expect(await ec2().refusal('CreateVpc', { CidrBlock: 'ten' })).toBe(
      'InvalidParameterValue: Value (ten) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
    );
    expect(
      await ec2().refusal('CreateVpc', {
        CidrBlock: '10.0.0.0/16',
        TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: 'a', Value: 'b' }] }],
      }),
    ).toBe("InvalidParameterValue: 'subnet' is not a valid taggable resource type for this operation.");
  });

  it('refuses what is not built', async () => {
    const CidrBlock = '10.0.0.0/16';
    expect(await ec2().refusal('CreateVpc', { CidrBlock, AmazonProvidedIpv6CidrBlock: true })).toMatch(
      /^UnsupportedOperation: .*AmazonProvidedIpv6CidrBlock/,
    );
    expect(await ec2().refusal('CreateVpc', { CidrBlock, InstanceTenancy: 'dedicated' })).toMatch(
      /^UnsupportedTenancy/,
    );
  });
});
