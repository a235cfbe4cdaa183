import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as ec2Sdk from '@aws-sdk/client-ec2';
import * as iamSdk from '@aws-sdk/client-iam';
import * as workspacesSdk from '@aws-sdk/client-workspaces';
import { AwsJson1_0Protocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { COLLEAGUE, TestEndpoint } from './testing/endpoint.ts';

const endpoint = new TestEndpoint();
beforeAll(() => endpoint.start());
afterAll(() => endpoint.close());
beforeEach(() => {
  endpoint.reset();
  // The buckets of the test before are full again; signatures follow the clock.
  endpoint.clock.advance(10_000);
});

const config = (differences: object = {}) => ({
  ...endpoint.config(),
  credentials: COLLEAGUE,
  maxAttempts: 1,
  ...differences,
});
const tags = new workspacesSdk.DescribeTagsCommand({ ResourceId: 'ws-123456789' });
const workspaces = (differences: object = {}) => {
  const client = new workspacesSdk.WorkSpacesClient(config(differences));
  return () => client.send(tags);
};
const metrics = new cloudwatchSdk.PutMetricDataCommand({ Namespace: 'N', MetricData: [] });

const outcome = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'answered',
    (error) => [error.name, error.$metadata.httpStatusCode, error.message],
  );

/** The answers to calls that come one right after the other. */
async function outcomes(call: () => Promise<unknown>, count: number): Promise<unknown[]> {
  const answers = [];
  for (let index = 0; index < count; index++) answers.push(await outcome(call()));
  return answers;
}

const five = Array.from({ length: 5 }, () => 'answered');

test.each<[string, () => () => Promise<unknown>, unknown[]]>([
  ['JSON 1.1', () => workspaces(), ['ThrottlingException', 400, 'Rate exceeded']],
  [
    'JSON 1.0',
    () => {
      const client = new cloudwatchSdk.CloudWatchClient(config({ protocol: AwsJson1_0Protocol }));
      return () => client.send(metrics);
    },
    ['ThrottlingException', 400, 'Rate exceeded'],
  ],
  [
    'CBOR',
    () => {
      const client = new cloudwatchSdk.CloudWatchClient(config({ protocol: AwsSmithyRpcV2CborProtocol }));
      return () => client.send(metrics);
    },
    ['ThrottlingException', 400, 'Rate exceeded'],
  ],
  [
    'query',
    () => {
      const client = new iamSdk.IAMClient(config());
      return () => client.send(new iamSdk.ListRolesCommand({}));
    },
    ['Throttling', 400, 'Rate exceeded'],
  ],
  [
    'EC2',
    () => {
      const client = new ec2Sdk.EC2Client(config());
      return () => client.send(new ec2Sdk.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    },
    ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
  ],
])(
  '%s: five calls at once are answered and the next ones are told to slow down',
  async (_, client, error) => {
    const call = client();
    expect(await outcomes(call, 7)).toEqual([...five, error, error]);
    expect(endpoint.seen).toHaveLength(5);
    endpoint.clock.advance(1000);
    expect(await outcomes(call, 3)).toEqual(['answered', 'answered', error]);
  },
);

test("the operator's own key is never throttled", async () => {
  const call = workspaces({ credentials: endpoint.config().credentials });
  expect(await outcomes(call, 20)).toEqual(Array.from({ length: 20 }, () => 'answered'));
});

test('an operation that is called too often leaves the others alone', async () => {
  await outcomes(workspaces(), 6);
  const client = new iamSdk.IAMClient(config());
  expect(await outcome(client.send(new iamSdk.ListRolesCommand({})))).toBe('answered');
});

test('calls that were not let in count for nobody', async () => {
  const wrong = workspaces({ credentials: { ...COLLEAGUE, secretAccessKey: 'wrong' } });
  await outcomes(wrong, 20);
  expect(await outcomes(workspaces(), 5)).toEqual(five);
});

test('malformed calls and such that are not built count as well', async () => {
  const client = new workspacesSdk.WorkSpacesClient(config());
  const malformed = () => client.send(new workspacesSdk.DescribeTagsCommand({ ResourceId: '' }));
  expect((await outcomes(malformed, 6)).at(-1)).toEqual(['ThrottlingException', 400, 'Rate exceeded']);
  const notBuilt = () => client.send(new workspacesSdk.DescribeAccountCommand({}));
  expect((await outcomes(notBuilt, 6)).at(-1)).toEqual(['ThrottlingException', 400, 'Rate exceeded']);
});

test('SDKs try again by themselves', async () => {
  const client = new workspacesSdk.WorkSpacesClient(config({ maxAttempts: 2 }));
  await outcomes(workspaces(), 5);
  endpoint.reset();
  await outcome(client.send(tags));
  expect(endpoint.requests).toBe(2);
});
