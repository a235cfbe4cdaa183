import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateDirectoryCommand,
  DeleteDirectoryCommand,
  DescribeDirectoriesCommand,
  DirectoryServiceClient,
} from '@aws-sdk/client-directory-service';
import * as ec2 from '@aws-sdk/client-ec2';
import { GetRandomPasswordCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as workspaces from '@aws-sdk/client-workspaces';
import { expect } from 'vitest';
import type { Installation } from '../support/installation.ts';
import { until } from '../support/until.ts';

/** The same recipe through the AWS SDK for JavaScript, over the loopback port without TLS. */
export async function followWithSdk(installation: Installation): Promise<void> {
  const clients = await makeClients(installation);
  const { Account } = await clients.sts.send(new GetCallerIdentityCommand({}));
  expect(Account).toMatch(/^\d{12}$/);
  const { RandomPassword: suffix = '' } = await clients.secrets.send(
    new GetRandomPasswordCommand({
      ExcludePunctuation: true,
      ExcludeUppercase: true,
      PasswordLength: 6,
      RequireEachIncludedType: true,
    }),
  );
  expect(suffix).toMatch(/^[a-z0-9]{6}$/);

  const network = await makeNetwork(clients.ec2, suffix);
  const directoryId = await makeDirectory(clients, `dir-${suffix}.local`, network);
  await installation.alcove(
    'user',
    'add',
    `u${suffix}`,
    '--directory',
    directoryId,
    '--random-password',
    '--json',
  );
  const workspaceId = await launch(clients.workspaces, directoryId, `u${suffix}`);
  const groupId = await secure(clients.workspaces, directoryId, workspaceId);
  await monitor(clients, directoryId);
  await until('the WorkSpace is AVAILABLE', 120, async () => {
    const workspace = await describe(clients.workspaces, workspaceId);
    if (workspace?.State === 'ERROR') throw new Error(`The WorkSpace failed: ${workspace.ErrorMessage}`);
    return workspace?.State === 'AVAILABLE' ? workspace : undefined;
  });

  await cleanUpWorkspaces(clients, directoryId, workspaceId, groupId);
  await cleanUpNetwork(clients.ec2, network);
  await clients.logs.send(new DeleteLogGroupCommand({ logGroupName: `/aws/workspaces/${directoryId}` }));
  await clients.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['WorkSpaces-Connection-Failures'] }));
  const { Vpcs = [] } = await clients.ec2.send(new ec2.DescribeVpcsCommand({}));
  expect(Vpcs.map((vpc) => vpc.VpcId)).not.toContain(network.vpcId);
  for (const client of Object.values(clients)) client.destroy();
}

type Clients = Awaited<ReturnType<typeof makeClients>>;

async function makeClients(installation: Installation) {
  const environment = await installation.clientEnvironment();
  const configuration = {
    region: 'us-east-1',
    endpoint: `http://localhost:${installation.environment.ALCOVE_API_HTTP_PORT}`,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
  return {
    sts: new STSClient(configuration),
    secrets: new SecretsManagerClient(configuration),
    ec2: new ec2.EC2Client(configuration),
    directories: new DirectoryServiceClient(configuration),
    workspaces: new workspaces.WorkSpacesClient(configuration),
    logs: new CloudWatchLogsClient(configuration),
    cloudwatch: new CloudWatchClient(configuration),
  };
}

interface Network {
  vpcId: string;
  subnetIds: [string, string, string];
  internetGatewayId: string;
  allocationId: string;
  natGatewayId: string;
  routeTableIds: string[];
  associationIds: string[];
}

async function makeNetwork(client: ec2.EC2Client, suffix: string): Promise<Network> {
  const named = (ResourceType: ec2.ResourceType) => ({
    TagSpecifications: [{ ResourceType, Tags: [{ Key: 'Name', Value: `vpc-${suffix}` }] }],
  });
  const vpc = await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16', ...named('vpc') }));
  const vpcId = given(vpc.Vpc?.VpcId);
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpcId, EnableDnsHostnames: { Value: true } }));
  const { AvailabilityZones = [] } = await client.send(new ec2.DescribeAvailabilityZonesCommand({}));
  const subnet = async (CidrBlock: string, zone: number) => {
    const AvailabilityZone = AvailabilityZones[zone]?.ZoneName;
    const made = await client.send(
      new ec2.CreateSubnetCommand({ VpcId: vpcId, CidrBlock, AvailabilityZone }),
    );
    return given(made.Subnet?.SubnetId);
  };
  const subnetIds: Network['subnetIds'] = [
    await subnet('10.0.1.0/24', 0),
    await subnet('10.0.2.0/24', 0),
    await subnet('10.0.3.0/24', 1),
  ];
  const gateway = await client.send(new ec2.CreateInternetGatewayCommand(named('internet-gateway')));
  const internetGatewayId = given(gateway.InternetGateway?.InternetGatewayId);
  await client.send(
    new ec2.AttachInternetGatewayCommand({ InternetGatewayId: internetGatewayId, VpcId: vpcId }),
  );
  const address = await client.send(
    new ec2.AllocateAddressCommand({ Domain: 'vpc', ...named('elastic-ip') }),
  );
  const allocationId = given(address.AllocationId);
  const nat = await client.send(
    new ec2.CreateNatGatewayCommand({
      SubnetId: subnetIds[0],
      AllocationId: allocationId,
      ...named('natgateway'),
    }),
  );
  const natGatewayId = given(nat.NatGateway?.NatGatewayId);
  await ec2.waitUntilNatGatewayAvailable(
    { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { NatGatewayIds: [natGatewayId] },
  );
  const table = async (target: { GatewayId: string } | { NatGatewayId: string }) => {
    const made = await client.send(new ec2.CreateRouteTableCommand({ VpcId: vpcId }));
    const RouteTableId = given(made.RouteTable?.RouteTableId);
    await client.send(
      new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...target }),
    );
    return RouteTableId;
  };
  const publicTable = await table({ GatewayId: internetGatewayId });
  const privateTable = await table({ NatGatewayId: natGatewayId });
  const associate = async (SubnetId: string, RouteTableId: string) =>
    given((await client.send(new ec2.AssociateRouteTableCommand({ SubnetId, RouteTableId }))).AssociationId);
  const associationIds = [
    await associate(subnetIds[0], publicTable),
    await associate(subnetIds[1], privateTable),
    await associate(subnetIds[2], privateTable),
  ];
  const routeTableIds = [publicTable, privateTable];
  return { vpcId, subnetIds, internetGatewayId, allocationId, natGatewayId, routeTableIds, associationIds };
}

async function makeDirectory(clients: Clients, name: string, { vpcId, subnetIds }: Network): Promise<string> {
  const privateSubnets = subnetIds.slice(1);
  const made = await clients.directories.send(
    new CreateDirectoryCommand({
      Name: name,
      Password: 'TempPassword123!',
      Size: 'Small',
      VpcSettings: { VpcId: vpcId, SubnetIds: privateSubnets },
    }),
  );
  const directoryId = given(made.DirectoryId);
  await until('the directory is Active', 120, async () => {
    const found = await clients.directories.send(
      new DescribeDirectoriesCommand({ DirectoryIds: [directoryId] }),
    );
    const directory = found.DirectoryDescriptions?.[0];
    if (directory?.Stage === 'Failed') throw new Error(`The directory failed: ${directory.StageReason}`);
    return directory?.Stage === 'Active' ? directory : undefined;
  });
  await clients.workspaces.send(
    new workspaces.RegisterWorkspaceDirectoryCommand({ DirectoryId: directoryId, SubnetIds: privateSubnets }),
  );
  await until('the directory is registered', 60, async () => {
    const found = await clients.workspaces.send(
      new workspaces.DescribeWorkspaceDirectoriesCommand({ DirectoryIds: [directoryId] }),
    );
    return found.Directories?.[0]?.State === 'REGISTERED' ? true : undefined;
  });
  return directoryId;
}

async function launch(
  client: workspaces.WorkSpacesClient,
  DirectoryId: string,
  UserName: string,
): Promise<string> {
  const { Bundles = [] } = await client.send(new workspaces.DescribeWorkspaceBundlesCommand({}));
  const BundleId = given(
    Bundles.find(({ Name }) => Name?.includes('Standard') && Name.includes('Linux'))?.BundleId,
  );
  const made = await client.send(
    new workspaces.CreateWorkspacesCommand({
      Workspaces: [
        {
          DirectoryId,
          UserName,
          BundleId,
          WorkspaceProperties: { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 60 },
        },
      ],
    }),
  );
  expect(made.FailedRequests).toEqual([]);
  return given(made.PendingRequests?.[0]?.WorkspaceId);
}

async function secure(
  client: workspaces.WorkSpacesClient,
  directoryId: string,
  workspaceId: string,
): Promise<string> {
  const group = await client.send(
    new workspaces.CreateIpGroupCommand({
      GroupName: `${directoryId}-group`,
      UserRules: [{ ipRule: '0.0.0.0/0', ruleDesc: 'Allow all IPs' }],
    }),
  );
  const GroupId = given(group.GroupId);
  await client.send(
    new workspaces.AssociateIpGroupsCommand({ DirectoryId: directoryId, GroupIds: [GroupId] }),
  );
  await client.send(
    new workspaces.ModifyWorkspacePropertiesCommand({
      WorkspaceId: workspaceId,
      WorkspaceProperties: { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 60 },
    }),
  );
  return GroupId;
}

async function monitor(clients: Clients, directoryId: string): Promise<void> {
  const logGroupName = `/aws/workspaces/${directoryId}`;
  await clients.logs.send(new CreateLogGroupCommand({ logGroupName }));
  const groups = await clients.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
  expect(groups.logGroups?.map((group) => group.logGroupName)).toEqual([logGroupName]);
  await clients.cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'WorkSpaces-Connection-Failures',
      MetricName: 'ConnectionAttempt',
      Namespace: 'AWS/WorkSpaces',
      Statistic: 'Sum',
      Period: 300,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 2,
      TreatMissingData: 'notBreaching',
    }),
  );
  const alarms = await clients.cloudwatch.send(new DescribeAlarmsCommand({}));
  expect(alarms.MetricAlarms?.map((alarm) => alarm.AlarmName)).toEqual(['WorkSpaces-Connection-Failures']);
}

async function describe(
  client: workspaces.WorkSpacesClient,
  id: string,
): Promise<workspaces.Workspace | undefined> {
  return (await client.send(new workspaces.DescribeWorkspacesCommand({ WorkspaceIds: [id] })))
    .Workspaces?.[0];
}

async function cleanUpWorkspaces(
  clients: Clients,
  directoryId: string,
  workspaceId: string,
  groupId: string,
) {
  const client = clients.workspaces;
  await client.send(
    new workspaces.TerminateWorkspacesCommand({ TerminateWorkspaceRequests: [{ WorkspaceId: workspaceId }] }),
  );
  await client.send(new workspaces.DeregisterWorkspaceDirectoryCommand({ DirectoryId: directoryId }));
  await client.send(new workspaces.DeleteIpGroupCommand({ GroupId: groupId }));
  await clients.directories.send(new DeleteDirectoryCommand({ DirectoryId: directoryId }));
  await until('the directory is gone', 120, async () => {
    const { DirectoryDescriptions = [] } = await clients.directories.send(new DescribeDirectoriesCommand({}));
    return DirectoryDescriptions.some((one) => one.DirectoryId === directoryId) ? undefined : true;
  });
}

async function cleanUpNetwork(client: ec2.EC2Client, network: Network): Promise<void> {
  const { natGatewayId, vpcId, internetGatewayId } = network;
  await client.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId: natGatewayId }));
  await ec2.waitUntilNatGatewayDeleted(
    { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { NatGatewayIds: [natGatewayId] },
  );
  await client.send(new ec2.ReleaseAddressCommand({ AllocationId: network.allocationId }));
  for (const AssociationId of network.associationIds) {
    await client.send(new ec2.DisassociateRouteTableCommand({ AssociationId }));
  }
  for (const RouteTableId of network.routeTableIds) {
    await client.send(new ec2.DeleteRouteTableCommand({ RouteTableId }));
  }
  await client.send(
    new ec2.DetachInternetGatewayCommand({ InternetGatewayId: internetGatewayId, VpcId: vpcId }),
  );
  await client.send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId: internetGatewayId }));
  for (const SubnetId of network.subnetIds) await client.send(new ec2.DeleteSubnetCommand({ SubnetId }));
  await client.send(new ec2.DeleteVpcCommand({ VpcId: vpcId }));
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The answer lacks what was made.');
  return value;
}
