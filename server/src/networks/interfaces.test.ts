import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../database/database.ts';
import { testDatabase } from '../database/testing.ts';
import {
  allocateInterface,
  allocateManagementAddress,
  findInterface,
  findManagementAddress,
  releaseInterface,
  releaseManagementAddress,
  renewInterface,
} from './interfaces.ts';
import { migrations } from './migrations.ts';
import { InsufficientFreeAddressesError, type Subnet, SubnetNotFoundError } from './model/resources.ts';
import { findSubnets } from './store/subnets.ts';
import { testVpc } from './testing.ts';

const scope = { accountId: '123456789012', region: 'us-east-1' };
const others = { accountId: '210987654321', region: 'us-east-1' };

let opened: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  opened = await testDatabase(migrations);
});
afterAll(() => opened.close());

const allocate = (subnet: Pick<Subnet, 'subnetId'>, ownerId: string, as = scope) =>
  inTransaction(opened.database, (transaction) =>
    allocateInterface(transaction, {
      ...as,
      subnetId: subnet.subnetId,
      ownerId,
      description: `for ${ownerId}`,
    }),
  );

async function oneSubnet(cidrBlock: string): Promise<Subnet> {
  const { subnets } = await testVpc(opened.database, scope, [cidrBlock]);
  const [subnet] = subnets;
  if (!subnet) throw new Error('testVpc made no subnet');
  return subnet;
}

describe('a new interface', () => {
  const renew = (subnetId: string, ownerId: string) =>
    inTransaction(opened.database, (transaction) =>
      renewInterface(transaction, { ...scope, subnetId, ownerId, description: `for ${ownerId}` }),
    );

  it('has another address than the one before, which is free again', async () => {
    const { subnetId } = await oneSubnet('10.0.1.0/24');
    const before = await renew(subnetId, 'ws-renewed');
    expect(before.address).toBe('10.0.1.4');
    const after = await renew(subnetId, 'ws-renewed');
    expect(after).toMatchObject({ subnetId, address: '10.0.1.5', description: 'for ws-renewed' });
    expect(after.hostName).not.toBe(before.hostName);
    expect(after.mac).not.toBe(before.mac);
    expect(await findInterface(opened.database, 'ws-renewed')).toEqual(after);
    expect((await allocate({ subnetId }, 'ws-next')).address).toBe('10.0.1.4');
  });

  it('comes in the subnet that is told', async () => {
    const { subnets } = await testVpc(opened.database, scope, ['10.0.1.0/24', '10.0.2.0/24']);
    const [one, other] = subnets.map((subnet) => subnet.subnetId);
    await renew(one ?? '', 'ws-moved');
    expect(await renew(other ?? '', 'ws-moved')).toMatchObject({ subnetId: other, address: '10.0.2.4' });
  });

  it('leaves the owner what it had where no address is free', async () => {
    const { subnetId } = await oneSubnet('10.0.3.0/28');
    const before = await renew(subnetId, 'ws-crowded');
    for (let index = 0; index < 10; index++) await allocate({ subnetId }, `ws-crowd-${index}`);
    await expect(renew(subnetId, 'ws-crowded')).rejects.toThrow(InsufficientFreeAddressesError);
    expect(await findInterface(opened.database, 'ws-crowded')).toEqual(before);
  });
});

describe('interfaces', () => {
  it('get the lowest free address after the reserved ones', async () => {
    const subnet = await oneSubnet('10.0.1.0/24');
    expect(await allocate(subnet, 'ws-a')).toMatchObject({
      subnetId: subnet.subnetId,
      vpcId: subnet.vpcId,
      address: '10.0.1.4',
      prefixLength: 24,
      gateway: '10.0.1.1',
      description: 'for ws-a',
      mac: expect.stringMatching(/^[0-9a-f]([26ae])(:[0-9a-f]{2}){5}$/),
      hostName: expect.stringMatching(/^[a-z0-9]{1,15}$/),
    });
    expect((await allocate(subnet, 'ws-b')).address).toBe('10.0.1.5');
    await inTransaction(opened.database, (transaction) => releaseInterface(transaction, 'ws-a'));
    expect(await findInterface(opened.database, 'ws-a')).toBeUndefined();
    expect((await allocate(subnet, 'ws-c')).address).toBe('10.0.1.4');
  });

  it('come back the same for the same owner', async () => {
    const subnet = await oneSubnet('10.0.2.0/24');
    const first = await allocate(subnet, 'ws-same');
    expect(await allocate(subnet, 'ws-same')).toEqual(first);
    expect(await findInterface(opened.database, 'ws-same')).toEqual(first);
  });

  it('never share an address when many are made at once', async () => {
    const subnet = await oneSubnet('10.0.3.0/24');
    const made = await Promise.all(
      Array.from({ length: 24 }, (_, index) => allocate(subnet, `ws-many-${index >> 1}`)),
    );
    expect(new Set(made.map((one) => one.address)).size).toBe(12);
    expect(made.map((one) => one.address)).toContain('10.0.3.15');
    expect(made.map((one) => one.address)).not.toContain('10.0.3.16');
  });

  it('run out where the subnet is full', async () => {
    const subnet = await oneSubnet('10.0.4.0/28');
    for (let index = 0; index < 11; index += 1) await allocate(subnet, `ws-full-${index}`);
    expect((await findInterface(opened.database, 'ws-full-10'))?.address).toBe('10.0.4.14');
    await expect(allocate(subnet, 'ws-full-11')).rejects.toThrow(InsufficientFreeAddressesError);
  });

  it('are refused in subnets that the account does not have', async () => {
    const subnet = await oneSubnet('10.0.5.0/24');
    await expect(allocate({ subnetId: 'subnet-0' }, 'ws-nowhere')).rejects.toThrow(SubnetNotFoundError);
    await expect(allocate(subnet, 'ws-nowhere', others)).rejects.toThrow(SubnetNotFoundError);
    expect(await findSubnets(opened.database, others, [subnet.subnetId])).toEqual([]);
    expect(await findSubnets(opened.database, scope, [subnet.subnetId, 'subnet-0'])).toEqual([subnet]);
  });
});

describe('management addresses', () => {
  const allocateManagement = (ownerId: string, cidrBlock: string) =>
    inTransaction(opened.database, (transaction) =>
      allocateManagementAddress(transaction, { ownerId, cidrBlock }),
    );

  it('start after the host’s own and come back the same for the same owner', async () => {
    const first = await allocateManagement('ws-m1', '198.18.5.0/24');
    expect(first).toMatchObject({ address: '198.18.5.2', prefixLength: 24 });
    expect(await allocateManagement('ws-m1', '198.18.5.0/24')).toEqual(first);
    expect(await findManagementAddress(opened.database, 'ws-m1')).toEqual(first);
    expect((await allocateManagement('ws-m2', '198.18.5.0/24')).address).toBe('198.18.5.3');
    await inTransaction(opened.database, (transaction) => releaseManagementAddress(transaction, 'ws-m1'));
    expect((await allocateManagement('ws-m3', '198.18.5.0/24')).address).toBe('198.18.5.2');
  });

  it('have a MAC address of their own, which their next owner gets too', async () => {
    const first = await allocateManagement('ws-first', '198.19.77.0/24');
    expect(first.mac).toBe('02:a1:c6:13:4d:02');
    await inTransaction(opened.database, (transaction) => releaseManagementAddress(transaction, 'ws-first'));
    const next = await allocateManagement('ws-next', '198.19.77.0/24');
    expect({ ...next, hostName: '' }).toEqual({ ...first, hostName: '' });
  });

  it('never collide and run out at the end', async () => {
    const made = await Promise.all(
      Array.from({ length: 13 }, (_, index) => allocateManagement(`ws-n${index}`, '198.18.6.0/28')),
    );
    expect(new Set(made.map((one) => one.address)).size).toBe(13);
    await expect(allocateManagement('ws-n13', '198.18.6.0/28')).rejects.toThrow(
      InsufficientFreeAddressesError,
    );
  });
});
