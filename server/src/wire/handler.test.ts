import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as ec2Sdk from '@aws-sdk/client-ec2';
import * as iamSdk from '@aws-sdk/client-iam';
import * as workspacesSdk from '@aws-sdk/client-workspaces';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CREDENTIALS, FORM, REGION, TestEndpoint } from './testing/endpoint.ts';

const endpoint = new TestEndpoint();
beforeAll(() => endpoint.start());
afterAll(() => endpoint.close());
beforeEach(() => endpoint.reset());

const workspacesClient = () => new workspacesSdk.WorkSpacesClient(endpoint.config());
const ec2Client = () => new ec2Sdk.EC2Client(endpoint.config());
const caught = (promise: Promise<unknown>): Promise<Record<string, unknown>> =>
  promise.then(
    () => {
      throw new Error('The call succeeded.');
    },
    (error) => error,
  );

test('an operation gets its context and input, its output goes back, the log has a line without secrets', async () => {
  const output = await workspacesClient().send(
    new workspacesSdk.DescribeTagsCommand({ ResourceId: 'ws-123456789' }),
  );
  expect(output.TagList).toEqual([{ Key: 'owner', Value: 'é <&>' }]);
  expect(endpoint.seen).toEqual([
    {
      input: { ResourceId: 'ws-123456789' },
      context: expect.objectContaining({
        accountId: '123456789012',
        region: REGION,
        principal: {
          arn: 'arn:aws:iam::123456789012:root',
          userId: '123456789012',
          accessKeyId: CREDENTIALS.accessKeyId,
        },
        sourceIp: '127.0.0.1',
        requestId: output.$metadata.requestId,
      }),
    },
  ]);
  expect(endpoint.logLines).toEqual([
    expect.objectContaining({
      msg: 'request',
      service: 'workspaces',
      operation: 'DescribeTags',
      status: 200,
      region: REGION,
      principal: 'arn:aws:iam::123456789012:root',
      requestId: output.$metadata.requestId,
      milliseconds: expect.any(Number),
    }),
  ]);
});

test("an operation's error arrives as the class of the model, with its members; its internals go to the log", async () => {
  const command = new workspacesSdk.RegisterWorkspaceDirectoryCommand({ DirectoryId: 'd-1234567890' });
  const error = await caught(workspacesClient().send(command));
  expect(error).toBeInstanceOf(workspacesSdk.ResourceNotFoundException);
  expect(error).toMatchObject({ message: 'There is no such directory.', ResourceId: 'd-1234567890' });
  expect(JSON.stringify(error)).not.toContain('row 17');
  expect(endpoint.logLines.map((line) => [line.msg, line.code])).toEqual([
    ['row 17 is gone', 'ResourceNotFoundException'],
    ['request', 'ResourceNotFoundException'],
  ]);
});

test('an unforeendpoint.seen exception is an internal error of which only the request id is told', async () => {
  const client = new workspacesSdk.WorkSpacesClient({ ...endpoint.config(), maxAttempts: 1 });
  const error = await caught(client.send(new workspacesSdk.DescribeWorkspacesCommand({})));
  expect(error).toMatchObject({ name: 'InternalServerException', $metadata: { httpStatusCode: 500 } });
  expect(`${error.message}`).not.toMatch(/database|secret/);
  const [internal] = endpoint.logLines;
  expect(internal).toMatchObject({
    requestId: (error.$metadata as { requestId: string }).requestId,
    err: { message: 'connection to database "secret" failed' },
  });
});

test('a failure that will pass is answered so that SDKs try again', async () => {
  const client = new workspacesSdk.WorkSpacesClient({ ...endpoint.config(), maxAttempts: 2 });
  const command = new workspacesSdk.StopWorkspacesCommand({
    StopWorkspaceRequests: [{ WorkspaceId: 'ws-123456789' }],
  });
  expect(await caught(client.send(command))).toMatchObject({
    name: 'ServiceUnavailableException',
    $metadata: { httpStatusCode: 503 },
  });
  expect(endpoint.requests).toBe(2);
});

test('an operation that is not built says so by name, and SDKs do not try again', async () => {
  const notBuilt = { $metadata: expect.objectContaining({ httpStatusCode: 501, attempts: 1 }) };
  const account = await caught(workspacesClient().send(new workspacesSdk.DescribeAccountCommand({})));
  expect(account).toMatchObject({ ...notBuilt, name: 'NotImplementedException' });
  expect(account.message).toContain('DescribeAccount');
  const instances = await caught(ec2Client().send(new ec2Sdk.DescribeInstancesCommand({})));
  expect(instances).toMatchObject({ ...notBuilt, name: 'NotImplemented' });
  expect(instances.message).toContain('DescribeInstances');
});

test('constraints are checked before the operation runs, in the words of each protocol', async () => {
  const tags = new workspacesSdk.DescribeTagsCommand({ ResourceId: '' });
  expect(await caught(workspacesClient().send(tags))).toMatchObject({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '' at 'resourceId' failed to satisfy constraint: Member must have length greater than or equal to 1",
  });
  const vpc = new ec2Sdk.CreateVpcCommand({ InstanceTenancy: 'nonsense' as never });
  expect(await caught(ec2Client().send(vpc))).toMatchObject({
    name: 'InvalidParameterValue',
    message: expect.stringContaining('Value (nonsense) for parameter InstanceTenancy is invalid.'),
  });
  const roles = new iamSdk.ListRolesCommand({ MaxItems: 5000 });
  expect(await caught(new iamSdk.IAMClient(endpoint.config()).send(roles))).toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining("Value '5000' at 'maxItems'"),
  });
  const metrics = new cloudwatchSdk.PutMetricDataCommand({ Namespace: '' });
  expect(await caught(new cloudwatchSdk.CloudWatchClient(endpoint.config()).send(metrics))).toBeInstanceOf(
    cloudwatchSdk.ValidationException,
  );
  expect(endpoint.seen).toEqual([]);
});

test('members that the newest model has dropped still arrive', async () => {
  const reply = await endpoint.post(
    { 'x-amz-target': 'WorkspacesService.RegisterWorkspaceDirectory' },
    '{"DirectoryId":"d-1234567890","EnableWorkDocs":false}',
  );
  expect(reply.status).toBe(400);
  expect(endpoint.seen[0]?.input).toEqual({ DirectoryId: 'd-1234567890', EnableWorkDocs: false });
});

test('EC2 answers a dry run without doing anything', async () => {
  const command = new ec2Sdk.CreateVpcCommand({ CidrBlock: '10.0.0.0/16', DryRun: true });
  expect(await caught(ec2Client().send(command))).toMatchObject({
    name: 'DryRunOperation',
    $metadata: { httpStatusCode: 412 },
  });
  endpoint.allowed = false;
  expect(await caught(ec2Client().send(command))).toMatchObject({ name: 'UnauthorizedOperation' });
  expect(endpoint.seen).toEqual([]);
});

test("signatures and keys that are wrong are refused in each protocol's words", async () => {
  const refusals = async (credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const config = { ...endpoint.config(), credentials };
    const cborConfig = { ...config, protocol: AwsSmithyRpcV2CborProtocol };
    const errors = await Promise.all([
      caught(new workspacesSdk.WorkSpacesClient(config).send(new workspacesSdk.DescribeAccountCommand({}))),
      caught(
        new cloudwatchSdk.CloudWatchClient(cborConfig).send(new cloudwatchSdk.DescribeAlarmsCommand({})),
      ),
      caught(new iamSdk.IAMClient(config).send(new iamSdk.ListRolesCommand({}))),
      caught(new ec2Sdk.EC2Client(config).send(new ec2Sdk.DescribeVpcsCommand({}))),
    ]);
    return errors.map(({ name, $metadata }) => [
      name,
      ($metadata as { httpStatusCode: number }).httpStatusCode,
    ]);
  };
  expect(await refusals({ ...CREDENTIALS, secretAccessKey: 'wrong' })).toEqual([
    ['InvalidSignatureException', 400],
    ['InvalidSignatureException', 400],
    ['SignatureDoesNotMatch', 403],
    ['AuthFailure', 401],
  ]);
  expect(await refusals({ ...CREDENTIALS, accessKeyId: 'AKIANOBODY' })).toEqual([
    ['UnrecognizedClientException', 400],
    ['UnrecognizedClientException', 400],
    ['InvalidClientTokenId', 403],
    ['AuthFailure', 401],
  ]);
});

test('who is not allowed to is told what', async () => {
  endpoint.allowed = false;
  const command = new workspacesSdk.DescribeTagsCommand({ ResourceId: 'ws-123456789' });
  expect(await caught(workspacesClient().send(command))).toMatchObject({
    name: 'AccessDeniedException',
    message: 'User: arn:aws:iam::123456789012:root is not authorized to perform: workspaces:DescribeTags',
  });
  expect(endpoint.seen).toEqual([]);
});

test('only the Regions of the installation are served; global services are signed for one more', async () => {
  const command = new workspacesSdk.DescribeTagsCommand({ ResourceId: 'ws-123456789' });
  const elsewhere = new workspacesSdk.WorkSpacesClient(endpoint.config('us-east-1'));
  expect(await caught(elsewhere.send(command))).toMatchObject({ name: 'InvalidSignatureException' });
  await new iamSdk.IAMClient(endpoint.config('us-east-1')).send(new iamSdk.ListRolesCommand({}));
  expect(endpoint.seen).toHaveLength(1);
});

test('the request id stands in the XML as in the header, and the date is that of the clock', async () => {
  const reply = await endpoint.post(FORM, 'Action=ListRoles&Version=2010-05-08', 'iam');
  expect(reply.body).toContain(`<RequestId>${reply.headers['x-amzn-requestid']}</RequestId>`);
  expect(reply.headers.date).toBe(endpoint.clock.now().toUTCString());
});

test('clients whose clock is wrong correct it by the date of the answer', async () => {
  endpoint.clock.advance(3600_000);
  const command = new workspacesSdk.DescribeTagsCommand({ ResourceId: 'ws-123456789' });
  const output = await workspacesClient().send(command);
  expect(output.$metadata.attempts).toBe(2);
  endpoint.clock.advance(-3600_000);
});
