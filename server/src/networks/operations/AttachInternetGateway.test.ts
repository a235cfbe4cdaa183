import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('AttachInternetGateway', () => {
  it('attaches the gateway', async () => {
    const VpcId = await ec2().vpc();
    const InternetGatewayId = await ec2().internetGateway();
    await ec2().call('AttachInternetGateway', { InternetGatewayId, VpcId });
    const { InternetGateways } = await ec2().call('DescribeInternetGateways', {
      Filters: [{ Name: 'attachment.vpc-id', Values: [VpcId] }],
    });
    expect(InternetGateways).toMatchObject([
      { InternetGatewayId, Attachments: [{ VpcId, State: 'available' }] },
    ]);
  });

  it('refuses a second VPC for the gateway and a second gateway for the VPC', async () => {
    const VpcId = await ec2().vpc();
    const other = await ec2().vpc();
    const InternetGatewayId = await ec2().internetGateway(VpcId);
    expect(await ec2().refusal('AttachInternetGateway', { InternetGatewayId, VpcId: other })).toBe(
      `Resource.AlreadyAssociated: resource ${InternetGatewayId} is already attached to network ${VpcId}`,
    );
    const second = await ec2().internetGateway();
    expect(await ec2().refusal('AttachInternetGateway', { InternetGatewayId: second, VpcId })).toBe(
      `InvalidParameterValue: Network ${VpcId} already has an internet gateway attached`,
    );
  });

  it('refuses unknown, foreign and malformed ids', async () => {
    const VpcId = await ec2().vpc();
    const InternetGatewayId = await ec2().internetGateway();
    const attach = { InternetGatewayId, VpcId };
    expect(await ec2().refusal('AttachInternetGateway', attach, stranger)).toMatch(/^InvalidVpcID.NotFound/);
    const unknown = { ...attach, InternetGatewayId: 'igw-0123456789abcdef0' };
    expect(await ec2().refusal('AttachInternetGateway', unknown)).toBe(
      "InvalidInternetGatewayID.NotFound: The internetGateway ID 'igw-0123456789abcdef0' does not exist",
    );
    expect(await ec2().refusal('AttachInternetGateway', { ...attach, InternetGatewayId: 'igw' })).toMatch(
      /^InvalidInternetGatewayId.Malformed/,
    );
    expect(await ec2().refusal('AttachInternetGateway', { ...attach, VpcId: 'v' })).toMatch(
      /^InvalidVpcID.Malformed/,
    );
  });
});
