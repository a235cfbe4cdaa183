import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { allocateInterface } from '../interfaces.ts';
import { interfaceDescriptions } from '../model/resources.ts';
import { given, stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();
const scope = { accountId: '123456789012', region: 'us-east-1' };

const allocate = (subnetId: string, ownerId: string, description: string) =>
  inTransaction(ec2().deps.database, (transaction) =>
    allocateInterface(transaction, { ...scope, subnetId, ownerId, description }),
  );

describe('DescribeNetworkInterfaces', () => {
  it('shows desktops’ and directories’ interfaces as services make them', async () => {
    const vpcId = await ec2().vpc();
    const subnetId = await ec2().subnet(vpcId);
    const desktop = await allocate(
      subnetId,
      'ws-000000001',
      interfaceDescriptions.workspace(scope.accountId),
    );
    await allocate(subnetId, 'd-0000000001-dc1', interfaceDescriptions.directory('d-0000000001'));
    const { NetworkInterfaces } = await ec2().call('DescribeNetworkInterfaces', {
      Filters: [
        { Name: 'subnet-id', Values: [subnetId] },
        { Name: 'description', Values: ['Created By Amazon Workspaces*'] },
      ],
    });
    expect(NetworkInterfaces).toMatchObject([
      {
        NetworkInterfaceId: desktop.interfaceId,
        VpcId: vpcId,
        AvailabilityZone: 'us-east-1a',
        Description: 'Created By Amazon Workspaces for AWS Account ID 123456789012',
        InterfaceType: 'interface',
        MacAddress: desktop.mac,
        PrivateIpAddress: '10.0.1.4',
        RequesterManaged: true,
        Status: 'in-use',
        Groups: [{ GroupName: 'default' }],
      },
    ]);
    const byAddress = await ec2().call('DescribeNetworkInterfaces', {
      Filters: [{ Name: 'addresses.private-ip-address', Values: ['10.0.1.5'] }],
    });
    expect(byAddress.NetworkInterfaces).toMatchObject([
      { Description: 'AWS created network interface for directory d-0000000001' },
    ]);
    expect((await ec2().call('DescribeNetworkInterfaces', {}, stranger)).NetworkInterfaces).toEqual([]);
  });

  it('shows a NAT gateway’s with its elastic address, and tags', async () => {
    const { allocationId, natGatewayId } = await ec2().natNetwork();
    const Filters = [{ Name: 'association.allocation-id', Values: [allocationId] }];
    const { NetworkInterfaces } = await ec2().call('DescribeNetworkInterfaces', { Filters });
    const one = given(NetworkInterfaces?.[0]);
    expect(one).toMatchObject({
      Description: `Interface for NAT Gateway ${natGatewayId}`,
      InterfaceType: 'nat_gateway',
      SourceDestCheck: false,
      Association: { AllocationId: allocationId, PublicIp: expect.stringMatching(/^198\.51\.100\./) },
    });
    const Resources = [given(one.NetworkInterfaceId)];
    await ec2().call('CreateTags', { Resources, Tags: [{ Key: 'k', Value: 'v' }] });
    const tagged = await ec2().call('DescribeNetworkInterfaces', {
      Filters: [{ Name: 'tag:k', Values: ['v'] }],
    });
    expect(tagged.NetworkInterfaces?.[0]?.TagSet).toEqual([{ Key: 'k', Value: 'v' }]);
  });

  it('refuses unknown and malformed ids', async () => {
    const unknown = 'eni-0123456789abcdef0';
    expect(await ec2().refusal('DescribeNetworkInterfaces', { NetworkInterfaceIds: [unknown] })).toBe(
      `InvalidNetworkInterfaceID.NotFound: The networkInterface ID '${unknown}' does not exist`,
    );
    expect(await ec2().refusal('DescribeNetworkInterfaces', { NetworkInterfaceIds: ['x'] })).toMatch(
      /^InvalidNetworkInterfaceId.Malformed/,
    );
  });
});
