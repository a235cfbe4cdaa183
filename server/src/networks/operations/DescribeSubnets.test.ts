import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { allocateInterface } from '../interfaces.ts';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeSubnets', () => {
  it('selects by id and filter, and counts the free addresses', async () => {
    const vpcId = await ec2().vpc();
    const small = await ec2().subnet(vpcId, '10.0.1.0/28');
    const large = await ec2().subnet(vpcId, '10.0.2.0/24');
    await inTransaction(ec2().deps.database, (transaction) =>
      allocateInterface(transaction, {
        accountId: '123456789012',
        region: 'us-east-1',
        subnetId: small,
        ownerId: 'ws-counted00',
        description: '',
      }),
    );
    const { Subnets } = await ec2().call('DescribeSubnets', { SubnetIds: [small] });
    expect(Subnets).toMatchObject([{ SubnetId: small, AvailableIpAddressCount: 10 }]);
    const Filters = [
      { Name: 'vpc-id', Values: [vpcId] },
      { Name: 'cidr-block', Values: ['10.0.2.0/24'] },
    ];
    expect((await ec2().call('DescribeSubnets', { Filters })).Subnets?.map((one) => one.SubnetId)).toEqual([
      large,
    ]);
  });

  it('refuses unknown, foreign and malformed ids', async () => {
    const subnetId = await ec2().subnet(await ec2().vpc());
    expect(await ec2().refusal('DescribeSubnets', { SubnetIds: [subnetId] }, stranger)).toBe(
      `InvalidSubnetID.NotFound: The subnet ID '${subnetId}' does not exist`,
    );
    expect(await ec2().refusal('DescribeSubnets', { SubnetIds: ['vpc-1'] })).toMatch(
      /^InvalidSubnetID.Malformed/,
    );
  });
});
