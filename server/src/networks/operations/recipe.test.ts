import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeAvailabilityZonesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  ReleaseAddressCommand,
  type ResourceType,
  type TagSpecification,
  waitUntilNatGatewayAvailable,
  waitUntilNatGatewayDeleted,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { createLogger } from '../../base/log.ts';
import { testDatabase } from '../../database/testing.ts';
import { createApiHandler } from '../../wire/handler.ts';
import { register } from '../../wire/service.ts';
import { migrations as workflowMigrations } from '../../workflows/migrations.ts';
import { startTestWorker, type TestWorker } from '../../workflows/testing.ts';
import { workflows } from '../lifecycle/index.ts';
import { migrations } from '../migrations.ts';
import { ec2 as service } from '../service.ts';
import { operations } from './index.ts';
import { given, TestEc2 } from './testing.ts';

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
const waiter = { maxWaitTime: 30, minDelay: 1, maxDelay: 1 };

let opened: Awaited<ReturnType<typeof testDatabase>>;
let ec2: TestEc2;
let worker: TestWorker;
let server: Server;
let client: EC2Client;

beforeAll(async () => {
  opened = await testDatabase(migrations, workflowMigrations);
  ec2 = new TestEc2(opened);
  const { database, queue } = ec2.deps;
  worker = await startTestWorker(
    opened,
    workflows({ database, queue, clock: systemClock, fabric: ec2.fabric }),
  );
  const handler = createApiHandler({
    services: [register(service, operations, ec2.deps)],
    credentials: async () => ({
      secretAccessKey: credentials.secretAccessKey,
      accountId: '123456789012',
      principalArn: 'arn:aws:iam::123456789012:root',
      principalUserId: '123456789012',
      isOperator: true,
    }),
    regions: ['us-east-1'],
    clock: systemClock,
    log: createLogger('test', 'silent'),
  });
  server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = new EC2Client({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, credentials });
});

afterAll(async () => {
  client.destroy();
  server.close();
  await worker.stop();
  await opened.close();
});

const named = (type: string, name: string): TagSpecification[] => [
  { ResourceType: type as ResourceType, Tags: [{ Key: 'Name', Value: name }] },
];

it('carries the network of the recipe through the SDK, from nothing to nothing', {
  timeout: 60_000,
}, async () => {
  const vpc = await client.send(
    new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', TagSpecifications: named('vpc', 'desktops') }),
  );
  const VpcId = given(vpc.Vpc?.VpcId);
  await client.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  await client.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport: { Value: true } }));
  const { AvailabilityZones } = await client.send(new DescribeAvailabilityZonesCommand({}));
  const subnets: string[] = [];
  for (const [name, CidrBlock, zone] of [
    ['public', '10.0.1.0/24', 0],
    ['private-1', '10.0.2.0/24', 0],
    ['private-2', '10.0.3.0/24', 1],
  ] as const) {
    const AvailabilityZone = given(AvailabilityZones?.[zone]?.ZoneName);
    const made = await client.send(
      new CreateSubnetCommand({
        VpcId,
        CidrBlock,
        AvailabilityZone,
        TagSpecifications: named('subnet', name),
      }),
    );
    subnets.push(given(made.Subnet?.SubnetId));
  }
  const [publicSubnet = '', ...privateSubnets] = subnets;

  const gateway = await client.send(
    new CreateInternetGatewayCommand({ TagSpecifications: named('internet-gateway', 'igw') }),
  );
  const InternetGatewayId = given(gateway.InternetGateway?.InternetGatewayId);
  await client.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  const { AllocationId } = await client.send(
    new AllocateAddressCommand({ Domain: 'vpc', TagSpecifications: named('elastic-ip', 'nat') }),
  );
  const nat = await client.send(
    // The recipe says `nat-gateway`, which EC2's model does not know.
    new CreateNatGatewayCommand({
      SubnetId: publicSubnet,
      AllocationId,
      TagSpecifications: named('nat-gateway', 'nat'),
    }),
  );
  const NatGatewayId = given(nat.NatGateway?.NatGatewayId);
  await waitUntilNatGatewayAvailable({ client, ...waiter }, { NatGatewayIds: [NatGatewayId] });

  const tables: string[] = [];
  for (const [name, target] of [
    ['public', { GatewayId: InternetGatewayId }],
    ['private', { NatGatewayId }],
  ] as const) {
    const made = await client.send(
      new CreateRouteTableCommand({ VpcId, TagSpecifications: named('route-table', name) }),
    );
    const RouteTableId = given(made.RouteTable?.RouteTableId);
    tables.push(RouteTableId);
    await client.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...target }));
    for (const SubnetId of name === 'public' ? [publicSubnet] : privateSubnets) {
      await client.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
    }
  }
  await expect
    .poll(() => ec2.fabric.networks.get(VpcId)?.subnets.every((subnet) => subnet.internet))
    .toBe(true);

  const { Vpcs } = await client.send(new DescribeVpcsCommand({ VpcIds: [VpcId] }));
  expect(Vpcs).toMatchObject([{ State: 'available', CidrBlock: '10.0.0.0/16' }]);
  const { Subnets } = await client.send(new DescribeSubnetsCommand({ SubnetIds: privateSubnets }));
  expect(Subnets?.map((subnet) => [subnet.AvailabilityZone, subnet.State]).sort()).toEqual([
    ['us-east-1a', 'available'],
    ['us-east-1b', 'available'],
  ]);

  await client.send(new DeleteNatGatewayCommand({ NatGatewayId }));
  await waitUntilNatGatewayDeleted({ client, ...waiter }, { NatGatewayIds: [NatGatewayId] });
  await client.send(new ReleaseAddressCommand({ AllocationId }));
  for (const RouteTableId of tables) {
    const deletion = client.send(new DeleteRouteTableCommand({ RouteTableId }));
    await expect(deletion, 'the recipe forgets the associations').rejects.toMatchObject({
      name: 'DependencyViolation',
    });
  }
  const { RouteTables } = await client.send(new DescribeRouteTablesCommand({ RouteTableIds: tables }));
  for (const table of RouteTables ?? []) {
    for (const { RouteTableAssociationId: AssociationId } of table.Associations ?? []) {
      await client.send(new DisassociateRouteTableCommand({ AssociationId }));
    }
    await client.send(new DeleteRouteTableCommand({ RouteTableId: table.RouteTableId }));
  }
  await client.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  await client.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
  for (const SubnetId of subnets) await client.send(new DeleteSubnetCommand({ SubnetId }));
  await client.send(new DeleteVpcCommand({ VpcId }));
  await expect.poll(() => ec2.fabric.networks.has(VpcId)).toBe(false);
});

it('answers a dry run with the error that says it would work', async () => {
  const dryRun = client.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16', DryRun: true }));
  await expect(dryRun).rejects.toMatchObject({ name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } });
  expect((await client.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
});
