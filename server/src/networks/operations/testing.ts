import { afterAll, beforeAll } from 'vitest';
import { ManualClock } from '../../base/clock.ts';
import { testDatabase } from '../../database/testing.ts';
import type { FabricNetwork } from '../../fabric/fabric.ts';
import { ApiError, type Input, type Output, type RequestContext } from '../../wire/operation.ts';
import { testContext } from '../../wire/testing.ts';
import { migrations as workflowMigrations } from '../../workflows/migrations.ts';
import { workflowQueue } from '../../workflows/queue.ts';
import type { WorkflowContext } from '../../workflows/workflow.ts';
import { applyNetworkWorkflow } from '../lifecycle/applyNetwork.ts';
import { migrations } from '../migrations.ts';
import type { Ec2Sdk } from '../service.ts';
import { type Deps, operations } from './index.ts';

type Name = keyof typeof operations & string;

/** A fabric that remembers what it was told. */
export class FakeFabric {
  readonly networks = new Map<string, FabricNetwork>();
  /** How many of the next calls fail. */
  failuresLeft = 0;

  async ensureNetwork(network: FabricNetwork): Promise<void> {
    this.#mayFail();
    this.networks.set(network.vpcId, network);
  }

  async removeNetwork(vpcId: string): Promise<void> {
    this.#mayFail();
    this.networks.delete(vpcId);
  }

  #mayFail(): void {
    if (this.failuresLeft === 0) return;
    this.failuresLeft -= 1;
    throw new Error('no such device');
  }
}

/** EC2 on a database of the test file's own; the worker's part happens when the test says {@link TestEc2.work}. */
export class TestEc2 {
  readonly clock = new ManualClock(new Date('2026-11-21T12:00:00Z'));
  readonly fabric = new FakeFabric();
  readonly #opened: Awaited<ReturnType<typeof testDatabase>>;
  readonly deps: Deps;

  constructor(opened: Awaited<ReturnType<typeof testDatabase>>, settings: Partial<Deps> = {}) {
    this.#opened = opened;
    this.deps = {
      database: opened.database,
      queue: workflowQueue,
      elasticAddressPool: '198.51.100.0/24',
      regions: ['us-east-1', 'eu-west-1'],
      ...settings,
    };
  }

  close(): Promise<void> {
    return this.#opened.close();
  }

  call<N extends Name>(
    name: N,
    input: Input<Ec2Sdk, N>,
    differences: Partial<RequestContext> = {},
  ): Promise<Output<Ec2Sdk, N>> {
    const handler = operations[name] as (
      context: RequestContext,
      input: Input<Ec2Sdk, N>,
      deps: Deps,
    ) => Promise<Output<Ec2Sdk, N>>;
    return handler(testContext({ clock: this.clock, ...differences }), input, this.deps);
  }

  /** The error that the call is refused with, as `Code: message`. */
  async refusal<N extends Name>(
    name: N,
    input: Input<Ec2Sdk, N>,
    differences: Partial<RequestContext> = {},
  ): Promise<string> {
    try {
      await this.call(name, input, differences);
    } catch (error) {
      if (error instanceof ApiError) return `${error.code}: ${error.message}`;
      throw error;
    }
    throw new Error(`${name} was not refused.`);
  }

  /** Carries out what has been enqueued for the VPC, once. */
  async work(vpcId: string): Promise<void> {
    const { database, queue } = this.deps;
    const workflow = applyNetworkWorkflow({ database, queue, clock: this.clock, fabric: this.fabric });
    const attempt = {
      idempotencyKey: 'test',
      attempt: 1,
      mayHaveHappened: false,
      signal: new AbortController().signal,
    };
    const context: WorkflowContext<{ vpcId: string }> = {
      runId: 'test',
      key: vpcId,
      input: { vpcId },
      step: (_name, work) => work(attempt),
      transaction: (_name, work) => database.transaction().execute(work),
      sleep: async () => undefined,
    };
    await workflow.body(context);
  }

  async vpc(CidrBlock = '10.0.0.0/16'): Promise<string> {
    return given((await this.call('CreateVpc', { CidrBlock })).Vpc?.VpcId);
  }

  async subnet(VpcId: string, CidrBlock = '10.0.1.0/24'): Promise<string> {
    return given((await this.call('CreateSubnet', { VpcId, CidrBlock })).Subnet?.SubnetId);
  }

  /** An internet gateway, attached where a VPC is given. */
  async internetGateway(VpcId?: string): Promise<string> {
    const { InternetGateway } = await this.call('CreateInternetGateway', {});
    const InternetGatewayId = given(InternetGateway?.InternetGatewayId);
    if (VpcId) await this.call('AttachInternetGateway', { InternetGatewayId, VpcId });
    return InternetGatewayId;
  }

  async elasticAddress(): Promise<string> {
    return given((await this.call('AllocateAddress', {})).AllocationId);
  }

  async natGateway(SubnetId: string, AllocationId?: string): Promise<string> {
    const { NatGateway } = await this.call('CreateNatGateway', {
      SubnetId,
      AllocationId: AllocationId ?? (await this.elasticAddress()),
    });
    return given(NatGateway?.NatGatewayId);
  }

  async routeTable(VpcId: string): Promise<string> {
    return given((await this.call('CreateRouteTable', { VpcId })).RouteTable?.RouteTableId);
  }

  /** A VPC with a public subnet, an attached internet gateway and an available NAT gateway. */
  async natNetwork() {
    const vpcId = await this.vpc();
    const subnetId = await this.subnet(vpcId);
    const internetGatewayId = await this.internetGateway(vpcId);
    const allocationId = await this.elasticAddress();
    const natGatewayId = await this.natGateway(subnetId, allocationId);
    await this.work(vpcId);
    return { vpcId, subnetId, internetGatewayId, allocationId, natGatewayId };
  }
}

/** What an answer must contain for the test to go on. */
export function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The answer lacks what the test needs.');
  return value;
}

/** A context of another account, for what it must not see. */
export const stranger: Partial<RequestContext> = { accountId: '210987654321' };

/** Opens EC2 for the tests of a file. */
export function useEc2(settings: Partial<Deps> = {}): () => TestEc2 {
  let ec2: TestEc2 | undefined;
  beforeAll(async () => {
    ec2 = new TestEc2(await testDatabase(migrations, workflowMigrations), settings);
  });
  afterAll(() => ec2?.close());
  return () => given(ec2);
}
