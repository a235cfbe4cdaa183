import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { AwsCli } from '../support/aws-cli.ts';
import type { Installation } from '../support/installation.ts';
import { until } from '../support/until.ts';

/** What stands in the middle of the recipe: the user, and where he signs in. */
export interface Desktop {
  workspaceId: string;
  registrationCode: string;
  user: { name: string; password: string };
}

let installation: Installation;
let aws: AwsCli;

/**
 * The public recipe "Virtual Desktop Infrastructure with WorkSpaces", step by step, through Debian's AWS CLI.
 * Where the recipe does not wait, this does.
 * @param useDesktop called in the middle, while the WorkSpace is AVAILABLE
 */
export async function followWithCli(
  where: Installation,
  useDesktop: (desktop: Desktop) => Promise<void>,
): Promise<void> {
  installation = where;
  aws = new AwsCli(await installation.clientEnvironment());
  expect(await aws.text('sts', 'get-caller-identity', '--query', 'Account')).toMatch(/^\d{12}$/);
  const suffix = await aws.text(
    ...['secretsmanager', 'get-random-password', '--exclude-punctuation', '--exclude-uppercase'],
    ...['--password-length', '6', '--require-each-included-type', '--query', 'RandomPassword'],
  );
  expect(suffix).toMatch(/^[a-z0-9]{6}$/);
  await aws.json('workspaces', 'describe-workspace-directories', '--region', 'us-east-1');

  const vpcName = `workspaces-vpc-${suffix}`;
  const network = await makeNetwork(vpcName);
  const directoryId = await makeDirectory(`workspaces-dir-${suffix}.local`, network);
  const registrationCode = await register(directoryId, network);
  const user = { name: `testuser${suffix}`, password: `Start-${suffix}-Up1` };
  await addUser(directoryId, user);
  const bundleId = await aws.text(
    ...['workspaces', 'describe-workspace-bundles', '--query'],
    'Bundles[?contains(Name, `Standard`) && contains(Name, `Linux`)].BundleId | [0]',
  );
  const workspaceId = await launch(directoryId, user.name, bundleId);
  const ipGroupId = await secure(directoryId, workspaceId, vpcName);
  await monitor(directoryId);
  await validate(directoryId, workspaceId, network, bundleId);

  await useDesktop({ workspaceId, registrationCode, user });

  await cleanUpWorkspaces(directoryId, workspaceId, ipGroupId);
  await cleanUpNetwork(network);
  await aws.json('logs', 'delete-log-group', '--log-group-name', `/aws/workspaces/${directoryId}`);
  await aws.json('cloudwatch', 'delete-alarms', '--alarm-names', 'WorkSpaces-Connection-Failures');
  await nothingIsLeft();
}

interface Network {
  vpcId: string;
  publicSubnetId: string;
  privateSubnetIds: [string, string];
  internetGatewayId: string;
  allocationId: string;
  natGatewayId: string;
  publicTableId: string;
  privateTableId: string;
  associationIds: string[];
}

const tags = (type: string, name: string) => [
  '--tag-specifications',
  `ResourceType=${type},Tags=[{Key=Name,Value=${name}}]`,
];

async function makeNetwork(name: string): Promise<Network> {
  const ec2 = (...rest: string[]) => aws.text('ec2', ...rest);
  const vpcId = await ec2(
    'create-vpc',
    '--cidr-block',
    '10.0.0.0/16',
    ...tags('vpc', name),
    '--query',
    'Vpc.VpcId',
  );
  await ec2('modify-vpc-attribute', '--vpc-id', vpcId, '--enable-dns-hostnames');
  await ec2('modify-vpc-attribute', '--vpc-id', vpcId, '--enable-dns-support');
  const zone = (index: number) =>
    ec2('describe-availability-zones', '--query', `AvailabilityZones[${index}].ZoneName`);
  const [zone1, zone2] = [await zone(0), await zone(1)];
  const subnet = (cidr: string, availabilityZone: string, part: string) =>
    ec2(
      ...['create-subnet', '--vpc-id', vpcId, '--cidr-block', cidr, '--availability-zone', availabilityZone],
      ...[...tags('subnet', `${name}-${part}`), '--query', 'Subnet.SubnetId'],
    );
  const publicSubnetId = await subnet('10.0.1.0/24', zone1, 'public');
  const private1 = await subnet('10.0.2.0/24', zone1, 'private-1');
  const private2 = await subnet('10.0.3.0/24', zone2, 'private-2');

  const internetGatewayId = await ec2(
    ...['create-internet-gateway', ...tags('internet-gateway', `${name}-igw`)],
    ...['--query', 'InternetGateway.InternetGatewayId'],
  );
  await ec2('attach-internet-gateway', '--internet-gateway-id', internetGatewayId, '--vpc-id', vpcId);
  const allocationId = await ec2(
    ...[
      'allocate-address',
      '--domain',
      'vpc',
      ...tags('elastic-ip', `${name}-nat-eip`),
      '--query',
      'AllocationId',
    ],
  );
  const natGatewayId = await ec2(
    ...['create-nat-gateway', '--subnet-id', publicSubnetId, '--allocation-id', allocationId],
    ...[...tags('natgateway', `${name}-nat`), '--query', 'NatGateway.NatGatewayId'],
  );
  await ec2('wait', 'nat-gateway-available', '--nat-gateway-ids', natGatewayId);

  const table = (part: string) =>
    ec2(
      ...['create-route-table', '--vpc-id', vpcId, ...tags('route-table', `${name}-${part}-rt`)],
      ...['--query', 'RouteTable.RouteTableId'],
    );
  const [publicTableId, privateTableId] = [await table('public'), await table('private')];
  const route = (tableId: string, ...target: string[]) =>
    ec2('create-route', '--route-table-id', tableId, '--destination-cidr-block', '0.0.0.0/0', ...target);
  await route(publicTableId, '--gateway-id', internetGatewayId);
  await route(privateTableId, '--nat-gateway-id', natGatewayId);
  const associate = (subnetId: string, tableId: string) =>
    ec2(
      ...['associate-route-table', '--subnet-id', subnetId, '--route-table-id', tableId],
      ...['--query', 'AssociationId'],
    );
  const associationIds = [
    await associate(publicSubnetId, publicTableId),
    await associate(private1, privateTableId),
    await associate(private2, privateTableId),
  ];
  return {
    ...{ vpcId, publicSubnetId, privateSubnetIds: [private1, private2], internetGatewayId, allocationId },
    ...{ natGatewayId, publicTableId, privateTableId, associationIds },
  };
}

async function makeDirectory(name: string, { vpcId, privateSubnetIds }: Network): Promise<string> {
  const directoryId = await aws.text(
    ...['ds', 'create-directory', '--name', name, '--password', 'TempPassword123!', '--size', 'Small'],
    ...['--description', 'WorkSpaces Simple AD Directory'],
    ...['--vpc-settings', `VpcId=${vpcId},SubnetIds=${privateSubnetIds.join(',')}`, '--query', 'DirectoryId'],
  );
  return directoryId;
}

/** At once, while the directory is still being created: the leniency that the recipe needs. */
async function register(directoryId: string, { privateSubnetIds }: Network): Promise<string> {
  await aws.json(
    ...['workspaces', 'register-workspace-directory', '--directory-id', directoryId],
    ...['--subnet-ids', ...privateSubnetIds, '--enable-work-docs', '--enable-self-service'],
  );
  await until('the directory is registered', 120, async () => {
    const state = await describeRegistration(directoryId, 'State');
    return state === 'REGISTERED' ? state : undefined;
  });
  // The recipe's users have the clients of their systems; ours have browsers, which a new directory does not let in.
  await aws.json(
    ...['workspaces', 'modify-workspace-access-properties', '--resource-id', directoryId],
    ...['--workspace-access-properties', 'DeviceTypeWeb=ALLOW'],
  );
  return describeRegistration(directoryId, 'RegistrationCode');
}

function describeRegistration(directoryId: string, member: string): Promise<string> {
  return aws.text(
    ...['workspaces', 'describe-workspace-directories', '--directory-ids', directoryId],
    ...['--query', `Directories[0].${member}`],
  );
}

async function addUser(directoryId: string, user: { name: string; password: string }): Promise<void> {
  const file = join(installation.home, 'test-password');
  writeFileSync(file, user.password, { mode: 0o600 });
  await installation.alcove('user', 'add', user.name, '--directory', directoryId, '--password-file', file);
  rmSync(file);
}

async function launch(directoryId: string, userName: string, bundleId: string): Promise<string> {
  const made = await aws.json<{ FailedRequests: unknown[]; PendingRequests: { State: string }[] }>(
    ...['workspaces', 'create-workspaces', '--workspaces'],
    JSON.stringify([
      {
        DirectoryId: directoryId,
        UserName: userName,
        BundleId: bundleId,
        WorkspaceProperties: {
          RunningMode: 'AUTO_STOP',
          RunningModeAutoStopTimeoutInMinutes: 60,
          RootVolumeSizeGib: 80,
          UserVolumeSizeGib: 50,
        },
      },
    ]),
  );
  expect(made.FailedRequests).toEqual([]);
  expect(made.PendingRequests[0]?.State).toBe('PENDING');
  return aws.text(
    ...[
      'workspaces',
      'describe-workspaces',
      '--directory-id',
      directoryId,
      '--query',
      'Workspaces[0].WorkspaceId',
    ],
  );
}

async function secure(directoryId: string, workspaceId: string, vpcName: string): Promise<string> {
  const groupId = await aws.text(
    ...['workspaces', 'create-ip-group', '--group-name', `${vpcName}-ip-group`],
    ...['--group-desc', 'IP access control for WorkSpaces'],
    ...['--user-rules', 'ipRule=0.0.0.0/0,ruleDesc=Allow all IPs', '--query', 'GroupId'],
  );
  await aws.json('workspaces', 'associate-ip-groups', '--directory-id', directoryId, '--group-ids', groupId);
  await aws.json(
    ...['workspaces', 'modify-workspace-properties', '--workspace-id', workspaceId],
    ...['--workspace-properties', 'RunningMode=AUTO_STOP,RunningModeAutoStopTimeoutInMinutes=60'],
  );
  return groupId;
}

async function monitor(directoryId: string): Promise<void> {
  await aws.json('logs', 'create-log-group', '--log-group-name', `/aws/workspaces/${directoryId}`);
  await aws.json(
    ...['cloudwatch', 'put-metric-alarm', '--alarm-name', 'WorkSpaces-Connection-Failures'],
    ...['--alarm-description', 'Monitor WorkSpace connection failures'],
    ...['--metric-name', 'ConnectionAttempt', '--namespace', 'AWS/WorkSpaces', '--statistic', 'Sum'],
    ...['--period', '300', '--threshold', '5', '--comparison-operator', 'GreaterThanThreshold'],
    ...['--evaluation-periods', '2', '--treat-missing-data', 'notBreaching'],
  );
}

async function validate(
  directoryId: string,
  workspaceId: string,
  network: Network,
  bundleId: string,
): Promise<void> {
  const workspace = await until('the WorkSpace is AVAILABLE', 120, async () => {
    const found = await aws.json<{ State: string; IpAddress?: string; ComputerName?: string }>(
      ...['workspaces', 'describe-workspaces', '--workspace-ids', workspaceId],
      ...['--query', 'Workspaces[0].{State:State,IpAddress:IpAddress,ComputerName:ComputerName}'],
    );
    if (found.State === 'ERROR') throw new Error(`The WorkSpace failed: ${JSON.stringify(found)}`);
    return found.State === 'AVAILABLE' ? found : undefined;
  });
  expect(workspace.IpAddress).toMatch(/^10\.0\.[23]\.\d+$/);
  expect(workspace.ComputerName).toMatch(/^[A-Z0-9-]{1,15}$/);
  const directory = await aws.json<{ Stage: string; DnsIpAddrs: string[] }>(
    ...['ds', 'describe-directories', '--directory-ids', directoryId],
    ...['--query', 'DirectoryDescriptions[0].{Stage:Stage,DnsIpAddrs:DnsIpAddrs}'],
  );
  expect(directory.Stage).toBe('Active');
  expect(directory.DnsIpAddrs[0]).toMatch(/^10\.0\.[23]\.\d+$/);
  expect(
    await aws.json(
      ...['ec2', 'describe-vpcs', '--vpc-ids', network.vpcId],
      ...['--query', 'Vpcs[0].{State:State,CidrBlock:CidrBlock}'],
    ),
  ).toEqual({ State: 'available', CidrBlock: '10.0.0.0/16' });
  const subnets = await aws.json<{ AvailabilityZone: string; State: string }[]>(
    ...['ec2', 'describe-subnets', '--subnet-ids', ...network.privateSubnetIds],
    ...['--query', 'Subnets[].{SubnetId:SubnetId,AvailabilityZone:AvailabilityZone,State:State}'],
  );
  expect(new Set(subnets.map((subnet) => subnet.AvailabilityZone)).size).toBe(2);
  expect(subnets.every((subnet) => subnet.State === 'available')).toBe(true);
  const bundle = await aws.json<{ ComputeType: { Name: string } }>(
    ...['workspaces', 'describe-workspace-bundles', '--bundle-ids', bundleId],
    ...['--query', 'Bundles[0].{Name:Name,ComputeType:ComputeType,Storage:Storage}'],
  );
  expect(bundle.ComputeType.Name).toBe('STANDARD');
}

/** In the recipe's order and without its waits: deregistering and deleting queue behind what is under way. */
async function cleanUpWorkspaces(directoryId: string, workspaceId: string, ipGroupId: string): Promise<void> {
  // The bare id: of "WorkspaceId=…", as the recipe has it, this CLI makes an id that begins with these words.
  await aws.json('workspaces', 'terminate-workspaces', '--terminate-workspace-requests', workspaceId);
  await aws.json('workspaces', 'deregister-workspace-directory', '--directory-id', directoryId);
  await aws.json('workspaces', 'delete-ip-group', '--group-id', ipGroupId);
  await aws.json('ds', 'delete-directory', '--directory-id', directoryId);
  await until('the directory is gone', 120, async () => {
    const left = await aws.json<unknown[]>('ds', 'describe-directories', '--query', 'DirectoryDescriptions');
    return left.length === 0 ? true : undefined;
  });
}

async function cleanUpNetwork(network: Network): Promise<void> {
  const ec2 = (...rest: string[]) => aws.json('ec2', ...rest);
  await ec2('delete-nat-gateway', '--nat-gateway-id', network.natGatewayId);
  await ec2('wait', 'nat-gateway-deleted', '--nat-gateway-ids', network.natGatewayId);
  await ec2('release-address', '--allocation-id', network.allocationId);
  expect(await aws.refusal('ec2', 'delete-route-table', '--route-table-id', network.publicTableId)).toContain(
    'DependencyViolation',
  );
  for (const id of network.associationIds) await ec2('disassociate-route-table', '--association-id', id);
  await ec2('delete-route-table', '--route-table-id', network.publicTableId);
  await ec2('delete-route-table', '--route-table-id', network.privateTableId);
  const { vpcId, internetGatewayId } = network;
  await ec2('detach-internet-gateway', '--internet-gateway-id', internetGatewayId, '--vpc-id', vpcId);
  await ec2('delete-internet-gateway', '--internet-gateway-id', internetGatewayId);
  for (const id of [network.publicSubnetId, ...network.privateSubnetIds])
    await ec2('delete-subnet', '--subnet-id', id);
  await ec2('delete-vpc', '--vpc-id', vpcId);
}

async function nothingIsLeft(): Promise<void> {
  expect(await aws.text('ec2', 'describe-vpcs', '--query', 'length(Vpcs)')).toBe('0');
  expect(await aws.text('ec2', 'describe-network-interfaces', '--query', 'length(NetworkInterfaces)')).toBe(
    '0',
  );
  expect(await aws.text('workspaces', 'describe-workspaces', '--query', 'length(Workspaces)')).toBe('0');
  expect(await installation.leftovers()).toEqual([]);
}
