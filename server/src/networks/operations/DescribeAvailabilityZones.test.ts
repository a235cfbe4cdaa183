import { describe, expect, it } from 'vitest';
import { useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeAvailabilityZones', () => {
  it('shows the three zones of the Region, in order', async () => {
    const { AvailabilityZones } = await ec2().call('DescribeAvailabilityZones', {});
    expect(AvailabilityZones?.map((zone) => zone.ZoneName)).toEqual([
      'us-east-1a',
      'us-east-1b',
      'us-east-1c',
    ]);
    expect(AvailabilityZones?.[0]).toMatchObject({
      State: 'available',
      ZoneId: 'use1-az1',
      RegionName: 'us-east-1',
    });
    const elsewhere = await ec2().call('DescribeAvailabilityZones', {}, { region: 'eu-west-1' });
    expect(elsewhere.AvailabilityZones?.[0]?.ZoneName).toBe('eu-west-1a');
  });

  it('selects by name, id and filter', async () => {
    const names = async (input: {
      ZoneNames?: string[];
      ZoneIds?: string[];
      Filters?: { Name: string; Values: string[] }[];
    }) =>
      (await ec2().call('DescribeAvailabilityZones', input)).AvailabilityZones?.map((zone) => zone.ZoneName);
    expect(await names({ ZoneNames: ['us-east-1b'] })).toEqual(['us-east-1b']);
    expect(await names({ ZoneIds: ['use1-az3'] })).toEqual(['us-east-1c']);
    expect(await names({ Filters: [{ Name: 'zone-name', Values: ['*a', '*c'] }] })).toEqual([
      'us-east-1a',
      'us-east-1c',
    ]);
  });

  it('refuses unknown zones and filters', async () => {
    expect(await ec2().refusal('DescribeAvailabilityZones', { ZoneNames: ['us-east-1z'] })).toBe(
      'InvalidParameterValue: Invalid availability zone: [us-east-1z]',
    );
    expect(
      await ec2().refusal('DescribeAvailabilityZones', { Filters: [{ Name: 'colour', Values: ['x'] }] }),
    ).toMatch(/^InvalidParameterValue/);
  });
});
