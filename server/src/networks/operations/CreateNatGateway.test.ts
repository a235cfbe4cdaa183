import { describe, expect, it } from 'vitest';
import { given, useEc2 } from './testing.ts';

const ec2 = useEc2();

async function publicSubnet() {
  const vpcId = await ec2().vpc();
  const subnetId = await ec2().subnet(vpcId);
  await ec2().internetGateway(vpcId);
  return { vpcId, subnetId };
}

async function described(id: string) {
  const { NatGateways } = await ec2().call('DescribeNatGateways', { NatGatewayIds: [id] });
  return given(NatGateways?.[0]);
}

describe('CreateNatGateway', () => {
  it('begins pending and is available, with its addresses, when the fabric has it', async () => {
    const { vpcId, subnetId: SubnetId } = await publicSubnet();
    const AllocationId = await ec2().elasticAddress();
    const { NatGateway } = await ec2().call('CreateNatGateway', {
      SubnetId,
      AllocationId,
      TagSpecifications: [{ ResourceType: 'natgateway', Tags: [{ Key: 'Name', Value: 'nat' }] }],
    });
    expect(NatGateway).toMatchObject({
      NatGatewayId: expect.stringMatching(/^nat-[0-9a-f]{17}$/),
      VpcId: vpcId,
      SubnetId,
      State: 'pending',
      ConnectivityType: 'public',
      CreateTime: ec2().clock.now(),
      NatGatewayAddresses: [{ AllocationId }],
      Tags: [{ Key: 'Name', Value: 'nat' }],
    });
    await ec2().work(vpcId);
    const available = await described(given(NatGateway?.NatGatewayId));
    expect(available).toMatchObject({
      State: 'available',
      NatGatewayAddresses: [
        {
          AllocationId,
          NetworkInterfaceId: expect.stringMatching(/^eni-/),
          PrivateIp: '10.0.1.4',
          PublicIp: expect.stringMatching(/^198\.51\.100\./),
          Status: 'succeeded',
        },
      ],
    });
  });

  it('understands what scripts call its type, and a private address that is asked for', async () => {
    const { vpcId, subnetId } = await publicSubnet();
    const { NatGateway } = await ec2().call('CreateNatGateway', {
      SubnetId: subnetId,
      AllocationId: await ec2().elasticAddress(),
      PrivateIpAddress: '10.0.1.77',
      TagSpecifications: [{ ResourceType: 'nat-gateway' as 'natgateway', Tags: [{ Key: 'a', Value: 'b' }] }],
    });
    await ec2().work(vpcId);
    const gateway = await described(given(NatGateway?.NatGatewayId));
    expect(gateway.NatGatewayAddresses?.[0]?.PrivateIp).toBe('10.0.1.77');
    const { Tags } = await ec2().call('DescribeTags', {
      Filters: [{ Name: 'resource-id', Values: [given(gateway.NatGatewayId)] }],
    });
    expect(Tags).toMatchObject([{ ResourceType: 'natgateway', Key: 'a' }]);
  });

  it('answers a repeated request with the same gateway, and refuses another under its token', async () => {
    const { subnetId: SubnetId } = await publicSubnet();
    const request = { SubnetId, AllocationId: await ec2().elasticAddress(), ClientToken: 'once' };
    const first = await ec2().call('CreateNatGateway', request);
    const second = await ec2().call('CreateNatGateway', request);
    expect(second.NatGateway?.NatGatewayId).toBe(given(first.NatGateway?.NatGatewayId));
    const other = { ...request, AllocationId: await ec2().elasticAddress() };
    expect(await ec2().refusal('CreateNatGateway', other)).toMatch(/^IdempotentParameterMismatch/);
  });

  it('fails the gateway where the VPC has no internet gateway', async () => {
    const vpcId = await ec2().vpc();
    const id = await ec2().natGateway(await ec2().subnet(vpcId));
    await ec2().work(vpcId);
    expect(await described(id)).toMatchObject({
      State: 'failed',
      FailureCode: 'Gateway.NotAttached',
      FailureMessage: `Network ${vpcId} has no Internet gateway attached`,
    });
  });

  it('fails the gateway where its address is taken, gone, or the subnet full', async () => {
    const { vpcId, subnetId, allocationId } = await ec2().natNetwork();
    const taken = await ec2().natGateway(subnetId, allocationId);
    const released = await ec2().elasticAddress();
    const gone = await ec2().natGateway(subnetId, released);
    await ec2().call('ReleaseAddress', { AllocationId: released });
    await ec2().work(vpcId);
    expect(await described(taken)).toMatchObject({
      FailureCode: 'Resource.AlreadyAssociated',
      FailureMessage: `Elastic IP address ${allocationId} is already associated`,
    });
    expect(await described(gone)).toMatchObject({ FailureCode: 'InvalidAllocationID.NotFound' });
  });

  it('refuses unknown subnets and addresses, and what is not built', async () => {
    const { subnetId: SubnetId } = await publicSubnet();
    const AllocationId = await ec2().elasticAddress();
    const good = { SubnetId, AllocationId };
    const refusal = (change: object) => ec2().refusal('CreateNatGateway', { ...good, ...change });
    expect(await refusal({ SubnetId: 'subnet-0123456789abcdef0' })).toMatch(/^InvalidSubnetID.NotFound/);
    expect(await refusal({ SubnetId: 'x' })).toMatch(/^InvalidSubnetID.Malformed/);
    expect(await refusal({ AllocationId: 'eipalloc-0123456789abcdef0' })).toMatch(
      /^InvalidAllocationID.NotFound/,
    );
    expect(await refusal({ AllocationId: undefined })).toMatch(/^MissingParameter: .*AllocationId/);
    expect(await refusal({ PrivateIpAddress: '10.0.1.3' })).toMatch(
      /^InvalidParameterValue: Address 10.0.1.3/,
    );
    expect(await refusal({ PrivateIpAddress: '10.0.2.9' })).toMatch(/^InvalidParameterValue/);
    expect(await refusal({ ConnectivityType: 'private' })).toMatch(/^UnsupportedOperation/);
    expect(await refusal({ SecondaryAllocationIds: [AllocationId] })).toMatch(/^UnsupportedOperation/);
  });
});
