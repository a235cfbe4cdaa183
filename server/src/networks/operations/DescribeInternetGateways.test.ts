import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeInternetGateways', () => {
  it('selects by id and by tag', async () => {
    const first = await ec2().internetGateway();
    const second = await ec2().internetGateway();
    await ec2().call('CreateTags', { Resources: [first], Tags: [{ Key: 'Team', Value: 'blue' }] });
    const byId = await ec2().call('DescribeInternetGateways', { InternetGatewayIds: [second] });
    expect(byId.InternetGateways?.map((gateway) => gateway.InternetGatewayId)).toEqual([second]);
    const byTag = await ec2().call('DescribeInternetGateways', {
      Filters: [{ Name: 'tag:Team', Values: ['bl*'] }],
    });
    expect(byTag.InternetGateways?.map((gateway) => gateway.InternetGatewayId)).toEqual([first]);
    expect((await ec2().call('DescribeInternetGateways', {}, stranger)).InternetGateways).toEqual([]);
  });

  it('refuses several unknown ids at once, and malformed ones', async () => {
    const unknown = ['igw-0123456789abcdef0', 'igw-0123456789abcdef1'];
    expect(await ec2().refusal('DescribeInternetGateways', { InternetGatewayIds: unknown })).toBe(
      `InvalidInternetGatewayID.NotFound: The internetGateway IDs '${unknown.join(', ')}' do not exist`,
    );
    expect(await ec2().refusal('DescribeInternetGateways', { InternetGatewayIds: ['x'] })).toMatch(
      /^InvalidInternetGatewayId.Malformed/,
    );
  });
});
