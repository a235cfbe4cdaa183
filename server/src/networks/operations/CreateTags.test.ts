import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('CreateTags', () => {
  it('sets tags on several resources, and replaces values', async () => {
    const vpcId = await ec2().vpc();
    const subnetId = await ec2().subnet(vpcId);
    const Resources = [vpcId, subnetId];
    await ec2().call('CreateTags', { Resources, Tags: [{ Key: 'Name', Value: 'old' }] });
    await ec2().call('CreateTags', {
      Resources,
      Tags: [
        { Key: 'Name', Value: 'new' },
        { Key: 'Empty', Value: '' },
      ],
    });
    const { Vpcs } = await ec2().call('DescribeVpcs', { VpcIds: [vpcId] });
    expect(Vpcs?.[0]?.Tags).toEqual([
      { Key: 'Empty', Value: '' },
      { Key: 'Name', Value: 'new' },
    ]);
  });

  it('sets none where one resource is unknown', async () => {
    const vpcId = await ec2().vpc();
    const Resources = [vpcId, 'subnet-0123456789abcdef0'];
    expect(await ec2().refusal('CreateTags', { Resources, Tags: [{ Key: 'a', Value: 'b' }] })).toMatch(
      /^InvalidSubnetID.NotFound/,
    );
    const { Tags } = await ec2().call('DescribeTags', {
      Filters: [{ Name: 'resource-id', Values: [vpcId] }],
    });
    expect(Tags).toEqual([]);
  });

  it('refuses more than 50 tags in all', async () => {
    const Resources = [await ec2().vpc()];
    const tags = (count: number, name: string) =>
      Array.from({ length: count }, (_, index) => ({ Key: `${name}${index}`, Value: '' }));
    await ec2().call('CreateTags', { Resources, Tags: tags(50, 'k') });
    await ec2().call('CreateTags', { Resources, Tags: tags(1, 'k') });
    expect(await ec2().refusal('CreateTags', { Resources, Tags: tags(1, 'x') })).toMatch(/^TagLimitExceeded/);
  });

  it('refuses other resources, strangers’ and malformed ids, and missing tags', async () => {
    const vpcId = await ec2().vpc();
    const Tags = [{ Key: 'a', Value: 'b' }];
    expect(await ec2().refusal('CreateTags', { Resources: ['i-0123456789abcdef0'], Tags })).toBe(
      "InvalidID: The ID 'i-0123456789abcdef0' is not valid",
    );
    expect(await ec2().refusal('CreateTags', { Resources: [vpcId], Tags }, stranger)).toMatch(
      /^InvalidVpcID.NotFound/,
    );
    expect(await ec2().refusal('CreateTags', { Resources: ['vpc-1'], Tags })).toMatch(
      /^InvalidVpcID.Malformed/,
    );
    expect(await ec2().refusal('CreateTags', { Resources: [vpcId], Tags: [] })).toMatch(/^MissingParameter/);
    expect(await ec2().refusal('CreateTags', { Resources: [], Tags })).toMatch(/^MissingParameter/);
  });
});
