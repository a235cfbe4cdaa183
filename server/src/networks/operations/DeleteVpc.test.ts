import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();
const UNKNOWN = 'vpc-0123456789abcdef0';

describe('DeleteVpc', () => {
  it('deletes a VPC with what every VPC has, and has the fabric remove it', async () => {
    const vpcId = await ec2().vpc();
    await ec2().call('CreateTags', { Resources: [vpcId], Tags: [{ Key: 'a', Value: 'b' }] });
    await ec2().work(vpcId);
    await ec2().call('DeleteVpc', { VpcId: vpcId });
    await ec2().work(vpcId);
    expect(ec2().fabric.networks.has(vpcId)).toBe(false);
    expect(await ec2().refusal('DescribeVpcs', { VpcIds: [vpcId] })).toMatch(/^InvalidVpcID.NotFound/);
    const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
    expect((await ec2().call('DescribeRouteTables', { Filters })).RouteTables).toEqual([]);
    expect((await ec2().call('DescribeSecurityGroups', { Filters })).SecurityGroups).toEqual([]);
    expect((await ec2().call('DescribeNetworkAcls', { Filters })).NetworkAcls).toEqual([]);
    expect((await ec2().call('DescribeTags', {})).Tags).toEqual([]);
  });

  it('refuses while something is left in it', async () => {
    const VpcId = await ec2().vpc();
    const refusal = `DependencyViolation: The vpc '${VpcId}' has dependencies and cannot be deleted.`;

    const SubnetId = await ec2().subnet(VpcId);
    expect(await ec2().refusal('DeleteVpc', { VpcId })).toBe(refusal);
    await ec2().call('DeleteSubnet', { SubnetId });

    const InternetGatewayId = await ec2().internetGateway(VpcId);
    expect(await ec2().refusal('DeleteVpc', { VpcId })).toBe(refusal);
    await ec2().call('DetachInternetGateway', { InternetGatewayId, VpcId });

    const RouteTableId = await ec2().routeTable(VpcId);
    expect(await ec2().refusal('DeleteVpc', { VpcId })).toBe(refusal);
    await ec2().call('DeleteRouteTable', { RouteTableId });

    await ec2().call('DeleteVpc', { VpcId });
  });

  it('refuses unknown, foreign and malformed ids', async () => {
    const vpcId = await ec2().vpc();
    expect(await ec2().refusal('DeleteVpc', { VpcId: UNKNOWN })).toMatch(/^InvalidVpcID.NotFound/);
    expect(await ec2().refusal('DeleteVpc', { VpcId: vpcId }, stranger)).toMatch(/^InvalidVpcID.NotFound/);
    expect(await ec2().refusal('DeleteVpc', { VpcId: 'vpc-x' })).toBe(
      'InvalidVpcID.Malformed: Invalid id: "vpc-x"',
    );
  });
});
