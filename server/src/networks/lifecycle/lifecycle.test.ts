import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tables } from '../../database/database.ts';
import { testDatabase } from '../../database/testing.ts';
import { migrations as workflowMigrations } from '../../workflows/migrations.ts';
import { startTestWorker, type TestWorker } from '../../workflows/testing.ts';
import { desiredFabric } from '../fabric.ts';
import { migrations } from '../migrations.ts';
import { applyNetwork, ENDED_VISIBLE_MS, forgetNatGateway } from '../model/workflows.ts';
import { TestEc2 } from '../operations/testing.ts';
import type { NetworksTables } from '../tables.ts';
import { applyNetworkWorkflow } from './applyNetwork.ts';
import { forgetNatGatewayWorkflow } from './forgetNatGateway.ts';
import { workflows } from './index.ts';

let ec2: TestEc2;
let opened: Awaited<ReturnType<typeof testDatabase>>;
let worker: TestWorker;

beforeAll(async () => {
  opened = await testDatabase(migrations, workflowMigrations);
  ec2 = new TestEc2(opened);
  const { database, queue } = ec2.deps;
  worker = await startTestWorker(
    opened,
    workflows({ database, queue, clock: ec2.clock, fabric: ec2.fabric }),
  );
});
afterAll(async () => {
  await worker.stop();
  await opened.close();
});

/** Waits until everything that is enqueued for the VPC so far has ended. */
async function applied(vpcId: string) {
  const run = await ec2.deps.queue.enqueue(ec2.deps.database, applyNetwork, vpcId, { vpcId });
  return worker.ended(run);
}

describe('the worker', () => {
  it('makes VPCs, subnets and NAT gateways available, and removes what is deleted', async () => {
    const vpcId = await ec2.vpc();
    const subnetId = await ec2.subnet(vpcId);
    const internetGatewayId = await ec2.internetGateway(vpcId);
    const natGatewayId = await ec2.natGateway(subnetId);
    expect((await applied(vpcId)).status).toBe('succeeded');
    expect(ec2.fabric.networks.get(vpcId)?.subnets).toHaveLength(1);
    const { Subnets } = await ec2.call('DescribeSubnets', { SubnetIds: [subnetId] });
    expect(Subnets?.[0]?.State).toBe('available');
    const available = await ec2.call('DescribeNatGateways', { NatGatewayIds: [natGatewayId] });
    expect(available.NatGateways?.[0]?.State).toBe('available');
    expect((await desiredFabric(opened.database)).networks).toContainEqual(ec2.fabric.networks.get(vpcId));

    await ec2.call('DeleteNatGateway', { NatGatewayId: natGatewayId });
    await applied(vpcId);
    await ec2.call('DetachInternetGateway', { InternetGatewayId: internetGatewayId, VpcId: vpcId });
    await ec2.call('DeleteSubnet', { SubnetId: subnetId });
    await ec2.call('DeleteVpc', { VpcId: vpcId });
    await applied(vpcId);
    expect(ec2.fabric.networks.has(vpcId)).toBe(false);
    const deleted = await ec2.call('DescribeNatGateways', { NatGatewayIds: [natGatewayId] });
    expect(deleted.NatGateways?.[0]?.State).toBe('deleted');
  });

  it('tries the fabric again when it fails for a moment', async () => {
    ec2.fabric.failuresLeft = 1;
    const vpcId = await ec2.vpc();
    expect((await applied(vpcId)).status).toBe('succeeded');
    expect(ec2.fabric.failuresLeft).toBe(0);
    expect(ec2.fabric.networks.has(vpcId)).toBe(true);
  });
});

describe('a fabric that fails for good', () => {
  it('fails the NAT gateways that waited for it, and frees their addresses', async () => {
    const vpcId = await ec2.vpc();
    const subnetId = await ec2.subnet(vpcId);
    await ec2.internetGateway(vpcId);
    await applied(vpcId);
    const { database, queue } = ec2.deps;
    ec2.fabric.failuresLeft = 1;
    const natGatewayId = await ec2.natGateway(subnetId);
    // What the worker does when the last try has failed, without the minutes of waiting before.
    const { onFailure } = applyNetworkWorkflow({ database, queue, clock: ec2.clock, fabric: ec2.fabric });
    await database
      .transaction()
      .execute(async (tx) => onFailure?.(tx, { message: 'no such device', cancelled: false }, { vpcId }));
    const { NatGateways } = await ec2.call('DescribeNatGateways', { NatGatewayIds: [natGatewayId] });
    expect(NatGateways).toMatchObject([{ State: 'failed', FailureCode: 'InternalError' }]);
    expect(NatGateways?.[0]?.FailureMessage).not.toContain('no such device');
    await applied(vpcId);
    await ec2.call('DeleteSubnet', { SubnetId: subnetId });
  });
});

describe('forgetting', () => {
  it('removes the row and the tags of that end alone, after an hour', async () => {
    const rows = tables<NetworksTables>(opened.database);
    const vpcId = await ec2.vpc();
    const natGatewayId = await ec2.natGateway(await ec2.subnet(vpcId));
    await applied(vpcId);
    const { ended_at } = await rows
      .selectFrom('networks.nat_gateway')
      .select('ended_at')
      .where('nat_gateway_id', '=', natGatewayId)
      .executeTakeFirstOrThrow();
    const forget = async (endedAt: Date) => {
      const slept: number[] = [];
      await forgetNatGatewayWorkflow.body({
        runId: 'test',
        key: natGatewayId,
        input: { natGatewayId, endedAt: endedAt.toISOString() },
        step: () => Promise.reject(new Error('not used')),
        sleep: async (_name, milliseconds) => void slept.push(milliseconds),
        transaction: (_name, work) => opened.database.transaction().execute(work),
      });
      expect(slept).toEqual([ENDED_VISIBLE_MS]);
      const found = await rows
        .selectFrom('networks.nat_gateway')
        .select('state')
        .where('nat_gateway_id', '=', natGatewayId)
        .executeTakeFirst();
      return found?.state;
    };
    expect(forgetNatGatewayWorkflow.type).toBe(forgetNatGateway.type);
    expect(await forget(new Date(0))).toBe('failed');
    expect(await forget(ended_at ?? new Date(0))).toBeUndefined();
  });
});
