import { describe, expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeTags', () => {
  it('selects by key, value, resource and both together', async () => {
    const vpcId = await ec2().vpc();
    const subnetId = await ec2().subnet(vpcId);
    await ec2().call('CreateTags', { Resources: [vpcId, subnetId], Tags: [{ Key: 'Name', Value: 'one' }] });
    await ec2().call('CreateTags', { Resources: [vpcId], Tags: [{ Key: 'Team', Value: 'blue' }] });
    const select = async (Name: string, ...Values: string[]) =>
      (await ec2().call('DescribeTags', { Filters: [{ Name, Values }] })).Tags;
    expect(await select('key', 'Team')).toEqual([
      { ResourceId: vpcId, ResourceType: 'vpc', Key: 'Team', Value: 'blue' },
    ]);
    expect(await select('resource-type', 'subnet')).toMatchObject([{ ResourceId: subnetId }]);
    expect(await select('tag:Name', 'o*')).toHaveLength(2);
    expect(await select('value', 'blue', 'one')).toHaveLength(3);
    expect((await ec2().call('DescribeTags', {}, stranger)).Tags).toEqual([]);

    const page = await ec2().call('DescribeTags', { MaxResults: 2 });
    const rest = await ec2().call('DescribeTags', { MaxResults: 2, NextToken: given(page.NextToken) });
    expect([page.Tags?.length, rest.Tags?.length, rest.NextToken]).toEqual([2, 1, undefined]);
  });

  it('refuses unknown filters and bad tokens', async () => {
    expect(await ec2().refusal('DescribeTags', { Filters: [{ Name: 'x', Values: ['y'] }] })).toMatch(
      /^InvalidParameterValue/,
    );
    expect(await ec2().refusal('DescribeTags', { NextToken: 'x' })).toMatch(/^InvalidNextToken/);
  });
});
