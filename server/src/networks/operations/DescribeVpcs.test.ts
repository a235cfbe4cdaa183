import { describe, expect, it } from 'vitest';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();
const UNKNOWN = 'vpc-0123456789abcdef0';

describe('DescribeVpcs', () => {
  it('selects by id, filter and tag', async () => {
    const first = await ec2().vpc('10.0.0.0/16');
    const second = await ec2().vpc('10.1.0.0/16');
    await ec2().call('CreateTags', { Resources: [second], Tags: [{ Key: 'Name', Value: 'second one' }] });
    const ids = async (input: Parameters<typeof describeVpcs>[0]) =>
      (await describeVpcs(input)).Vpcs?.map((vpc) => vpc.VpcId);
    expect(await ids({})).toEqual([first, second].sort());
    expect(await ids({ VpcIds: [first] })).toEqual([first]);
    expect(await ids({ Filters: [{ Name: 'cidr', Values: ['10.1.*'] }] })).toEqual([second]);
    expect(await ids({ Filters: [{ Name: 'tag:Name', Values: ['second*'] }] })).toEqual([second]);
    expect(await ids({ Filters: [{ Name: 'isDefault', Values: ['true'] }] })).toEqual([]);
  });

  it('gives out pages, whose tokens belong to their list', async () => {
    for (let index = 0; index < 12; index += 1) await ec2().vpc('172.16.0.0/16');
    const Filters = [{ Name: 'cidr', Values: ['172.16.0.0/16'] }];
    const first = await describeVpcs({ Filters, MaxResults: 5 });
    const second = await describeVpcs({ Filters, MaxResults: 5, NextToken: given(first.NextToken) });
    const third = await describeVpcs({ Filters, MaxResults: 5, NextToken: given(second.NextToken) });
    const seen = [first, second, third].flatMap((page) => page.Vpcs?.map((vpc) => vpc.VpcId));
    expect(new Set(seen).size).toBe(12);
    expect(seen).toHaveLength(12);
    expect(third.NextToken).toBeUndefined();
    expect(await ec2().refusal('DescribeVpcs', { NextToken: given(first.NextToken) })).toMatch(
      /^InvalidNextToken/,
    );
  });

  it('shows nobody else’s', async () => {
    const vpcId = await ec2().vpc();
    expect((await ec2().call('DescribeVpcs', {}, stranger)).Vpcs).toEqual([]);
    expect((await ec2().call('DescribeVpcs', {}, { region: 'eu-west-1' })).Vpcs).toEqual([]);
    expect(await ec2().refusal('DescribeVpcs', { VpcIds: [vpcId] }, stranger)).toMatch(
      /^InvalidVpcID.NotFound/,
    );
  });

  it('refuses unknown and malformed ids and unknown filters', async () => {
    expect(await ec2().refusal('DescribeVpcs', { VpcIds: [UNKNOWN] })).toBe(
      `InvalidVpcID.NotFound: The vpc ID '${UNKNOWN}' does not exist`,
    );
    expect(await ec2().refusal('DescribeVpcs', { VpcIds: ['net-1'] })).toBe(
      'InvalidVpcID.Malformed: Invalid id: "net-1" (expecting "vpc-...")',
    );
    expect(await ec2().refusal('DescribeVpcs', { Filters: [{ Name: 'size', Values: ['1'] }] })).toBe(
      "InvalidParameterValue: The filter 'size' is invalid",
    );
  });
});

const describeVpcs = (input: {
  VpcIds?: string[];
  Filters?: { Name: string; Values: string[] }[];
  MaxResults?: number;
  NextToken?: string;
}) => ec2().call('DescribeVpcs', input);
