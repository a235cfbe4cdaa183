import { describe, expect, it } from 'vitest';
import { useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeRegions', () => {
  it('shows the installation’s Regions', async () => {
    const { Regions } = await ec2().call('DescribeRegions', {});
    expect(Regions?.map((region) => region.RegionName)).toEqual(['us-east-1', 'eu-west-1']);
    const one = await ec2().call('DescribeRegions', { RegionNames: ['eu-west-1'] });
    expect(one.Regions).toMatchObject([{ RegionName: 'eu-west-1', OptInStatus: 'opt-in-not-required' }]);
    const filtered = await ec2().call('DescribeRegions', {
      Filters: [{ Name: 'region-name', Values: ['us-*'] }],
    });
    expect(filtered.Regions?.map((region) => region.RegionName)).toEqual(['us-east-1']);
  });

  it('refuses unknown Regions', async () => {
    expect(await ec2().refusal('DescribeRegions', { RegionNames: ['mars-1'] })).toBe(
      'InvalidParameterValue: Invalid region: [mars-1]',
    );
  });
});
