import { describe, expect, it } from 'vitest';
import { useEc2 } from './testing.ts';

const ec2 = useEc2();
const on = { Value: true };
const off = { Value: false };

async function dns(VpcId: string) {
  const support = await ec2().call('DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsSupport' });
  const hostnames = await ec2().call('DescribeVpcAttribute', { VpcId, Attribute: 'enableDnsHostnames' });
  return [support.EnableDnsSupport?.Value, hostnames.EnableDnsHostnames?.Value];
}

describe('ModifyVpcAttribute', () => {
  it('sets one attribute', async () => {
    const VpcId = await ec2().vpc();
    await ec2().call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: on });
    await ec2().call('ModifyVpcAttribute', { VpcId, EnableDnsSupport: on });
    await ec2().call('ModifyVpcAttribute', { VpcId, EnableNetworkAddressUsageMetrics: off });
    expect(await dns(VpcId)).toEqual([true, true]);
    await ec2().call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: off });
    await ec2().call('ModifyVpcAttribute', { VpcId, EnableDnsSupport: off });
    expect(await dns(VpcId)).toEqual([false, false]);
  });

  it('refuses host names without DNS, no attribute, two, and one that is not built', async () => {
    const VpcId = await ec2().vpc();
    const refusal = (change: object) => ec2().refusal('ModifyVpcAttribute', { VpcId, ...change });
    expect(await refusal({})).toBe('InvalidParameterCombination: No attributes specified.');
    expect(await refusal({ EnableDnsSupport: on, EnableDnsHostnames: on })).toMatch(
      /^InvalidParameterCombination: Fields for multiple/,
    );
    expect(await refusal({ EnableNetworkAddressUsageMetrics: on })).toMatch(/^UnsupportedOperation/);
    await ec2().call('ModifyVpcAttribute', { VpcId, EnableDnsSupport: off });
    expect(await refusal({ EnableDnsHostnames: on })).toMatch(/^InvalidParameterCombination: DNS hostnames/);
  });

  it('refuses unknown and malformed ids', async () => {
    const refusal = (VpcId: string) => ec2().refusal('ModifyVpcAttribute', { VpcId, EnableDnsSupport: on });
    expect(await refusal('vpc-0123456789abcdef0')).toMatch(/^InvalidVpcID.NotFound/);
    expect(await refusal('x')).toMatch(/^InvalidVpcID.Malformed/);
  });
});
