import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import { AwsJson1_0Protocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { HttpRequest } from '@smithy/core/protocols';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { BODY_BYTES_MAX, FORM, signer, TestEndpoint, UNSIGNED } from './testing/endpoint.ts';

const endpoint = new TestEndpoint();
beforeAll(() => endpoint.start());
afterAll(() => endpoint.close());
beforeEach(() => endpoint.reset());

test.each([
  [
    'JSON',
    { 'x-amz-target': 'WorkspacesService.DescribeTags' },
    '{}',
    400,
    '"MissingAuthenticationTokenException"',
  ],
  ['JSON', { 'x-amz-target': 'WorkspacesService.Nonsense' }, '{}', 400, '"UnknownOperationException"'],
  ['JSON', { 'x-amz-target': 'Nobody.DescribeTags' }, '{}', 400, '"UnknownOperationException"'],
  ['query', FORM, 'Action=ListRoles&Version=2010-05-08', 403, '<Code>MissingAuthenticationToken</Code>'],
  [
    'query',
    FORM,
    'Action=Nonsense&Version=2010-05-08',
    400,
    'Could not find operation Nonsense for version 2010-05-08',
  ],
  ['query', FORM, 'Action=ListRoles&Version=2000-01-01', 400, '<Code>InvalidAction</Code>'],
  ['EC2', FORM, 'Action=CreateVpc&Version=2016-11-15', 400, 'the parameter AWSAccessKeyId'],
  ['EC2', FORM, 'Action=Nonsense&Version=2016-11-15', 400, '<Code>InvalidAction</Code>'],
  ['nothing', {}, '', 400, '<Code>InvalidAction</Code>'],
])('%s: what cannot be served is refused in its form (%o %s)', async (_form, headers, body, status, text) => {
  const reply = await endpoint.post(headers, body, UNSIGNED);
  expect(reply.status).toBe(status);
  expect(reply.body).toContain(text);
  expect(reply.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
});

test('presigned requests are served', async () => {
  const signed = await signer('iam').presign(
    new HttpRequest({
      hostname: '127.0.0.1',
      method: 'GET',
      path: '/',
      query: { Action: 'ListRoles', Version: '2010-05-08', PathPrefix: '/a+b/%' },
      headers: { host: new URL(endpoint.url).host },
    }),
    { signingDate: endpoint.clock.now(), expiresIn: 60 },
  );
  const query = new URLSearchParams(signed.query as Record<string, string>);
  const response = await fetch(`${endpoint.url}/?${query}`);
  expect(response.status).toBe(200);
  expect(endpoint.seen[0]?.input).toEqual({ PathPrefix: '/a+b/%' });
});

test('compressed bodies are read as the SDK sends them, in JSON and CBOR', async () => {
  const MetricData = Array.from({ length: 300 }, (_, index) => ({ MetricName: `m${index}`, Value: 1.5 }));
  for (const protocol of [AwsJson1_0Protocol, AwsSmithyRpcV2CborProtocol]) {
    const client = new cloudwatchSdk.CloudWatchClient({ ...endpoint.config(), protocol });
    await client.send(new cloudwatchSdk.PutMetricDataCommand({ Namespace: 'N', MetricData }));
  }
  expect(endpoint.seen.map(({ input }) => input)).toEqual([
    { Namespace: 'N', MetricData },
    { Namespace: 'N', MetricData },
  ]);
});

test.each([
  ['too long', Buffer.alloc(BODY_BYTES_MAX + 1, ' '), {}, 413],
  ['much too long', Buffer.alloc(BODY_BYTES_MAX * 20, ' '), {}, 413],
  ['too long when unpacked', gzipSync(Buffer.alloc(BODY_BYTES_MAX + 1)), { 'content-encoding': 'gzip' }, 413],
  ['not what it says', Buffer.from('{}'), { 'content-encoding': 'gzip' }, 400],
  ['packed in an unknown way', Buffer.from('{}'), { 'content-encoding': 'br' }, 400],
])('a body that is %s is refused in the form of the protocol', async (_what, body, headers, status) => {
  const json = await endpoint.post({ ...headers, 'x-amz-target': 'WorkspacesService.DescribeTags' }, body);
  expect(json.status).toBe(status);
  expect(JSON.parse(json.body).__type).toBe(
    status === 413 ? 'RequestEntityTooLargeException' : 'SerializationException',
  );
  const query = await endpoint.post({ ...headers, ...FORM }, body, 'ec2');
  expect(query.status).toBe(status);
  expect(query.body).toMatch(/^<\?xml.*\n<Response><Errors><Error><Code>/);
  expect(endpoint.seen).toEqual([]);
});

test('a body of exactly the limit is read', async () => {
  const body = `{"ResourceId":"ws-123456789"}`.padEnd(BODY_BYTES_MAX);
  expect((await endpoint.post({ 'x-amz-target': 'WorkspacesService.DescribeTags' }, body)).status).toBe(200);
});

test('a client that goes away in the middle of its request leaves no trace but the next one is served', async () => {
  const socket = connect(endpoint.port, '127.0.0.1');
  await once(socket, 'connect');
  const arrived = once(endpoint.server, 'request');
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf');
  const [request] = await arrived;
  const closed = new Promise((resolve) => request.on('close', resolve));
  socket.destroy();
  await closed;
  const reply = await endpoint.post(FORM, 'Action=ListRoles&Version=2010-05-08', 'iam');
  expect(reply.status).toBe(200);
  expect(endpoint.logLines.map((line) => line.operation)).toEqual(['ListRoles']);
});
