import { describe, expect, it } from 'vitest';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DeleteInternetGateway', () => {
  it('deletes a detached gateway', async () => {
    const InternetGatewayId = await ec2().internetGateway();
    await ec2().call('DeleteInternetGateway', { InternetGatewayId });
    expect((await ec2().call('DescribeInternetGateways', {})).InternetGateways).toEqual([]);
  });

  it('refuses an attached one', async () => {
    const InternetGatewayId = await ec2().internetGateway(await ec2().vpc());
    expect(await ec2().refusal('DeleteInternetGateway', { InternetGatewayId })).toBe(
      `DependencyViolation: The internetGateway '${InternetGatewayId}' has dependencies and cannot be deleted.`,
    );
  });

  it('refuses unknown, foreign and malformed ids', async () => {
    const InternetGatewayId = await ec2().internetGateway();
    expect(await ec2().refusal('DeleteInternetGateway', { InternetGatewayId }, stranger)).toMatch(
      /^InvalidInternetGatewayID.NotFound/,
    );
    expect(await ec2().refusal('DeleteInternetGateway', { InternetGatewayId: 'igw-xyz' })).toMatch(
      /^InvalidInternetGatewayId.Malformed/,
    );
  });
});
