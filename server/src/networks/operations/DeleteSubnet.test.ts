import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { allocateInterface, releaseInterface } from '../interfaces.ts';
import { stranger, useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('DeleteSubnet', () => {
  it('deletes a subnet and its association with a route table', async () => {
    const vpcId = await ec2().vpc();
    const SubnetId = await ec2().subnet(vpcId);
    const RouteTableId = await ec2().routeTable(vpcId);
    await ec2().call('AssociateRouteTable', { RouteTableId, SubnetId });
    await ec2().work(vpcId);
    await ec2().call('DeleteSubnet', { SubnetId });
    await ec2().work(vpcId);
    expect(ec2().fabric.networks.get(vpcId)?.subnets).toEqual([]);
    await ec2().call('DeleteRouteTable', { RouteTableId });
  });

  it('refuses while a desktop has an address in it', async () => {
    const SubnetId = await ec2().subnet(await ec2().vpc());
    const owner = { accountId: '123456789012', region: 'us-east-1', ownerId: 'ws-inside000' };
    const { database } = ec2().deps;
    await inTransaction(database, (transaction) =>
      allocateInterface(transaction, { ...owner, subnetId: SubnetId, description: '' }),
    );
    expect(await ec2().refusal('DeleteSubnet', { SubnetId })).toBe(
      `DependencyViolation: The subnet '${SubnetId}' has dependencies and cannot be deleted.`,
    );
    await inTransaction(database, (transaction) => releaseInterface(transaction, owner.ownerId));
    await ec2().call('DeleteSubnet', { SubnetId });
  });

  it('refuses while a NAT gateway is in it, begun or going', async () => {
    const vpcId = await ec2().vpc();
    const SubnetId = await ec2().subnet(vpcId);
    await ec2().internetGateway(vpcId);
    const NatGatewayId = await ec2().natGateway(SubnetId);
    expect(await ec2().refusal('DeleteSubnet', { SubnetId })).toMatch(/^DependencyViolation/);
    await ec2().work(vpcId);
    await ec2().call('DeleteNatGateway', { NatGatewayId });
    expect(await ec2().refusal('DeleteSubnet', { SubnetId })).toMatch(/^DependencyViolation/);
    await ec2().work(vpcId);
    await ec2().call('DeleteSubnet', { SubnetId });
  });

  it('refuses unknown, foreign and malformed ids', async () => {
    const SubnetId = await ec2().subnet(await ec2().vpc());
    expect(await ec2().refusal('DeleteSubnet', { SubnetId }, stranger)).toMatch(/^InvalidSubnetID.NotFound/);
    expect(await ec2().refusal('DeleteSubnet', { SubnetId: 'subnet-0123456789abcdef0' })).toMatch(
      /^InvalidSubnetID.NotFound/,
    );
    expect(await ec2().refusal('DeleteSubnet', { SubnetId: 'x' })).toMatch(/^InvalidSubnetID.Malformed/);
  });
});
