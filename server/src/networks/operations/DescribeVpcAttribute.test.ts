import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DescribeVpcAttribute', () => {
  it('shows what a new VPC has', async () => {
    const VpcId = await ec2().vpc();
    expect(await ec2().call('DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsSupport' })).toEqual({
      VpcId,
      EnableDnsSupport: { Value: true },
    });
    expect(await ec2().call('DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsHostnames' })).toEqual({
      VpcId,
      EnableDnsHostnames: { Value: false },
    });
    expect(
      await ec2().call('DescribeVpcAttribute', { VpcId, Attribute: 'enableNetworkAddressUsageMetrics' }),
    ).toEqual({ VpcId, EnableNetworkAddressUsageMetrics: { Value: false } });
  });

  it('refuses foreign, unknown and malformed ids, and no attribute', async () => {
    const VpcId = await ec2().vpc();
    const Attribute = 'enableDnsSupport';
    const refusal = (id: string) => ec2().refusal('DescribeVpcAttribute', { VpcId: id, Attribute });
    expect(await ec2().refusal('DescribeVpcAttribute', { VpcId, Attribute }, stranger)).toMatch(/NotFound/);
    expect(await refusal('vpc-0123456789abcdef0')).toMatch(/^InvalidVpcID.NotFound/);
    expect(await refusal('x')).toMatch(/^InvalidVpcID.Malformed/);
    expect(await ec2().refusal('DescribeVpcAttribute', { VpcId, Attribute: undefined })).toMatch(
      /^MissingParameter/,
    );
  });
});
