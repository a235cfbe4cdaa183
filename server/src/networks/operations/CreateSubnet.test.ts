import { describe, expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('CreateSubnet', () => {
  it('makes a subnet in the zone that is asked for', async () => {
    const VpcId = await ec2().vpc();
    const { Subnet } = await ec2().call('CreateSubnet', {
      VpcId,
      CidrBlock: '10.0.1.0/24',
      AvailabilityZone: 'us-east-1b',
      TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: 'Name', Value: 'b' }] }],
    });
    const SubnetId = given(Subnet?.SubnetId);
    expect(Subnet).toMatchObject({
      SubnetArn: `arn:aws:ec2:us-east-1:123456789012:subnet/${SubnetId}`,
      VpcId,
      State: 'pending',
      CidrBlock: '10.0.1.0/24',
      AvailabilityZone: 'us-east-1b',
      AvailabilityZoneId: 'use1-az2',
      AvailableIpAddressCount: 251,
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
      Tags: [{ Key: 'Name', Value: 'b' }],
    });
    await ec2().work(VpcId);
    expect(ec2().fabric.networks.get(VpcId)?.subnets).toEqual([
      { subnetId: SubnetId, cidrBlock: '10.0.1.0/24', internet: false },
    ]);
    const { Subnets } = await ec2().call('DescribeSubnets', { SubnetIds: [SubnetId] });
    expect(Subnets?.[0]?.State).toBe('available');
  });

  it('takes a zone by its id, and chooses one where none is named', async () => {
    const VpcId = await ec2().vpc();
    const byId = { VpcId, CidrBlock: '10.0.1.0/24', AvailabilityZoneId: 'use1-az3' };
    expect((await ec2().call('CreateSubnet', byId)).Subnet?.AvailabilityZone).toBe('us-east-1c');
    const free = { VpcId, CidrBlock: '10.0.2.0/24' };
    expect((await ec2().call('CreateSubnet', free)).Subnet?.AvailabilityZone).toMatch(/^us-east-1[abc]$/);
  });

  it('refuses blocks outside the VPC, of other sizes, and over those of other subnets', async () => {
    const VpcId = await ec2().vpc();
    await ec2().subnet(VpcId, '10.0.1.0/24');
    for (const CidrBlock of ['10.1.0.0/24', '10.0.0.0/15', '10.0.2.0/29']) {
      expect(await ec2().refusal('CreateSubnet', { VpcId, CidrBlock })).toBe(
        `InvalidSubnet.Range: The CIDR '${CidrBlock}' is invalid.`,
      );
    }
    for (const CidrBlock of ['10.0.1.0/24', '10.0.1.128/25', '10.0.0.0/16']) {
      expect(await ec2().refusal('CreateSubnet', { VpcId, CidrBlock })).toBe(
        `InvalidSubnet.Conflict: The CIDR '${CidrBlock}' conflicts with another subnet`,
      );
    }
  });

  it('lets only one of two take the same block at the same time', async () => {
    const VpcId = await ec2().vpc();
    const both = await Promise.allSettled([
      ec2().subnet(VpcId, '10.0.8.0/24'),
      ec2().subnet(VpcId, '10.0.8.0/25'),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('refuses unknown zones, unknown VPCs and malformed blocks', async () => {
    const VpcId = await ec2().vpc();
    const CidrBlock = '10.0.1.0/24';
    expect(await ec2().refusal('CreateSubnet', { VpcId, CidrBlock, AvailabilityZone: 'us-east-1d' })).toBe(
      'InvalidParameterValue: Value (us-east-1d) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-east-1a, us-east-1b, us-east-1c.',
    );
    expect(await ec2().refusal('CreateSubnet', { VpcId: 'vpc-0123456789abcdef0', CidrBlock })).toMatch(
      /^InvalidVpcID.NotFound/,
    );
    expect(await ec2().refusal('CreateSubnet', { VpcId, CidrBlock }, stranger)).toMatch(
      /^InvalidVpcID.NotFound/,
    );
    expect(await ec2().refusal('CreateSubnet', { VpcId, CidrBlock: '10.0.1.0' })).toMatch(
      /^InvalidParameterValue: Value \(10.0.1.0\) for parameter cidrBlock/,
    );
    expect(await ec2().refusal('CreateSubnet', { VpcId })).toMatch(/^MissingParameter/);
  });
});
