import { describe, expect, it } from 'vitest';
import { useEc2 } from './testing.ts';

const ec2 = useEc2();

async function tagged() {
  const vpcId = await ec2().vpc();
  const Tags = ['a', 'b', 'c'].map((Key) => ({ Key, Value: `${Key}-value` }));
  await ec2().call('CreateTags', { Resources: [vpcId], Tags });
  return vpcId;
}

async function keysOf(vpcId: string) {
  const { Vpcs } = await ec2().call('DescribeVpcs', { VpcIds: [vpcId] });
  return Vpcs?.[0]?.Tags?.map((tag) => tag.Key);
}

describe('DeleteTags', () => {
  it('takes tags off by key, and by value where one is given', async () => {
    const vpcId = await tagged();
    const Tags = [
      { Key: 'a' },
      { Key: 'b', Value: 'other' },
      { Key: 'c', Value: 'c-value' },
      { Key: 'none' },
    ];
    await ec2().call('DeleteTags', { Resources: [vpcId], Tags });
    expect(await keysOf(vpcId)).toEqual(['b']);
  });

  it('takes off all where none is named', async () => {
    const vpcId = await tagged();
    await ec2().call('DeleteTags', { Resources: [vpcId] });
    expect(await keysOf(vpcId)).toEqual([]);
  });

  it('refuses unknown and malformed ids', async () => {
    expect(await ec2().refusal('DeleteTags', { Resources: ['vpc-0123456789abcdef0'] })).toMatch(
      /^InvalidVpcID.NotFound/,
    );
    expect(await ec2().refusal('DeleteTags', { Resources: ['x'] })).toMatch(/^InvalidID/);
    expect(await ec2().refusal('DeleteTags', { Resources: [] })).toMatch(/^MissingParameter/);
  });
});
