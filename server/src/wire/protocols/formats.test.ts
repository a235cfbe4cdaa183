import { readFileSync } from 'node:fs';
import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as ec2Sdk from '@aws-sdk/client-ec2';
import * as secretsSdk from '@aws-sdk/client-secrets-manager';
import { cbor } from '@smithy/core/cbor';
import { expect, test } from 'vitest';
import type { ConstraintModel } from '../constraints.ts';
import { toWireError } from '../errors.ts';
import { Fault } from '../faults.ts';
import { ApiError } from '../operation.ts';
import { defineService, type Protocol, type ServiceDefinition } from '../service.ts';
import type { Shape, StructureShape } from '../shapes.ts';
import { protocols } from './index.ts';

const model = (name: string) =>
  JSON.parse(readFileSync(new URL(`../models/${name}.json`, import.meta.url), 'utf8')) as ConstraintModel;

const cloudwatch = defineService({
  name: 'cloudwatch',
  title: 'Amazon CloudWatch',
  sdk: cloudwatchSdk,
  signingName: 'monitoring',
  protocols: ['awsJson1_0', 'awsQuery', 'rpcv2Cbor'],
  query: { version: '2010-08-01', xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/' },
  queryCompatible: true,
  constraints: model('cloudwatch'),
});
const ec2 = defineService({
  name: 'ec2',
  title: 'Amazon EC2',
  sdk: ec2Sdk,
  signingName: 'ec2',
  protocols: ['ec2Query'],
  query: { version: '2016-11-15', xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
  constraints: model('ec2'),
});
const secrets = defineService({
  name: 'secretsmanager',
  title: 'AWS Secrets Manager',
  sdk: secretsSdk,
  signingName: 'secretsmanager',
  protocols: ['awsJson1_1'],
  constraints: model('secretsmanager'),
});

function errorReply(protocol: Protocol, service: ServiceDefinition | undefined, thrown: unknown) {
  const error = toWireError(thrown, protocol, service, () => false);
  const reply = protocols[protocol].writeError(service, error, 'request-1');
  return { ...reply, body: typeof reply.body === 'string' ? reply.body : cbor.deserialize(reply.body) };
}

const notFound = new ApiError('ResourceNotFound', 'No alarm <x> & "y"');

test('an error over JSON 1.0 has its namespace, and its query code in a header where clients want it', () => {
  expect(errorReply('awsJson1_0', cloudwatch, notFound)).toEqual({
    status: 404,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-query-error': 'ResourceNotFound;Sender',
    },
    body: '{"__type":"com.amazonaws.cloudwatch#ResourceNotFound","message":"No alarm <x> & \\"y\\""}',
  });
});

test('an error over JSON 1.1 has its name, and its message under the name of the model', () => {
  const error = new ApiError('ResourceNotFoundException', 'No such secret.', { internal: 'never seen' });
  expect(errorReply('awsJson1_1', secrets, error)).toEqual({
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: '{"__type":"ResourceNotFoundException","Message":"No such secret."}',
  });
});

test('an error over query has a type, a code as the query protocol spells it, and the request id', () => {
  const limit = new ApiError('LimitExceededFault', 'Too many.');
  expect(errorReply('awsQuery', cloudwatch, limit)).toEqual({
    status: 400,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>
<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error><Type>Sender</Type><Code>LimitExceeded</Code><Message>Too many.</Message></Error><RequestId>request-1</RequestId></ErrorResponse>`,
  });
  expect(errorReply('awsQuery', cloudwatch, notFound).body).toContain(
    '<Message>No alarm &lt;x&gt; &amp; "y"</Message>',
  );
});

test("an error over EC2's query has EC2's envelope", () => {
  const error = new ApiError('InvalidVpcID.NotFound', "The vpc ID 'vpc-1' does not exist");
  expect(errorReply('ec2Query', ec2, error)).toEqual({
    status: 400,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>The vpc ID 'vpc-1' does not exist</Message></Error></Errors><RequestID>request-1</RequestID></Response>`,
  });
});

test('an error over CBOR is a map with its namespace', () => {
  expect(errorReply('rpcv2Cbor', cloudwatch, notFound)).toEqual({
    status: 404,
    headers: {
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-query-error': 'ResourceNotFound;Sender',
    },
    body: { __type: 'com.amazonaws.cloudwatch#ResourceNotFound', message: 'No alarm <x> & "y"' },
  });
});

test.each(['awsJson1_0', 'awsJson1_1', 'awsQuery', 'ec2Query', 'rpcv2Cbor'] as const)(
  'what nobody foresaw says nothing over %s, and neither does what no service answers for',
  (protocol) => {
    const reply = errorReply(protocol, undefined, new Error('the password of the database'));
    expect(reply.status).toBe(500);
    expect(JSON.stringify(reply)).not.toContain('password');
    const body = JSON.stringify(
      errorReply(protocol, undefined, new Fault('unknownOperation', 'Unknown')).body,
    );
    expect(body).toMatch(/UnknownOperationException|InvalidAction/);
  },
);

test("EC2's answer has the request id before the members, and true where there are none", () => {
  const write = (name: string, output: object) => {
    const operation = ec2.operation(name);
    return operation && protocols.ec2Query.writeOutput(ec2, operation, output, 'request-1').body;
  };
  expect(write('CreateVpc', { Vpc: { VpcId: 'vpc-1', IsDefault: false, Tags: [] } })).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<CreateVpcResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>request-1</requestId><vpc><isDefault>false</isDefault><tagSet/><vpcId>vpc-1</vpcId></vpc></CreateVpcResponse>`,
  );
  expect(write('DeleteVpc', {})).toContain('<requestId>request-1</requestId><return>true</return>');
});

test('text that XML cannot hold is replaced, and what parsers would change is escaped', () => {
  const operation = ec2.operation('CreateVpc');
  const output = { Vpc: { VpcId: 'a\u0000b\r\u2028&<>' } };
  expect(operation && protocols.ec2Query.writeOutput(ec2, operation, output, 'r').body).toContain(
    '<vpcId>a\uFFFDb&#xD;&#x2028;&amp;&lt;&gt;</vpcId>',
  );
});

const shapes: Record<string, Shape> = {
  String: { kind: 'string', limits: undefined },
  Integer: { kind: 'number', integer: true, limits: undefined },
  Number: { kind: 'number', integer: false, limits: undefined },
  Boolean: { kind: 'boolean' },
  Timestamp: { kind: 'timestamp', format: undefined },
  Blob: { kind: 'blob', limits: undefined },
};
const plain = { xmlName: undefined, ec2QueryName: undefined, flattened: false };
const input: StructureShape = {
  kind: 'structure',
  name: 'Input',
  members: Object.entries(shapes).map(([name, shape]) => ({ ...plain, name, shape, required: false })),
};
const read = (protocol: Protocol, bytes: string | Uint8Array, parameters = '') =>
  protocols[protocol].readInput(input, {
    bytes: Buffer.from(bytes),
    parameters: new URLSearchParams(parameters),
  });

test.each([
  ['{"String":7}', 'NUMBER_VALUE can not be converted to a String'],
  ['{"String":true}', 'TRUE_VALUE can not be converted to a String'],
  ['{"String":["a"]}', 'Start of list found where not expected'],
  ['{"String":{"a":1}}', 'Start of structure or map found where not expected.'],
  ['{"Integer":"7"}', 'STRING_VALUE can not be converted to an Integer'],
  ['{"Integer":7.5}', 'NUMBER_VALUE can not be converted to an Integer'],
  ['{"Number":"seven"}', 'STRING_VALUE can not be converted to a Number'],
  ['{"Boolean":"true"}', 'STRING_VALUE can not be converted to a Boolean'],
  ['{"Timestamp":"2026-11-21T12:00:00Z"}', 'STRING_VALUE can not be converted to a Timestamp'],
  ['{"Timestamp":1e300}', 'NUMBER_VALUE can not be converted to a Timestamp'],
  ['{"Blob":"not base64!"}', 'STRING_VALUE can not be converted to a Blob'],
  ['[]', 'Start of list found where not expected'],
  ['"text"', 'STRING_VALUE can not be converted to a structure or map'],
  ['{', 'Could not parse request body into json'],
])('JSON of the wrong type is refused: %s', (body, message) => {
  expect(() => read('awsJson1_1', body)).toThrow(expect.objectContaining({ kind: 'malformed', message }));
});

test('JSON: nulls and unknown members are left out, prototypes are not taken for members', () => {
  expect(read('awsJson1_1', '{"String":null,"Unknown":1,"__proto__":{"String":"x"}}')).toEqual({});
  expect(read('awsJson1_1', '')).toEqual({});
  expect(read('awsJson1_1', '{"Number":"NaN","Timestamp":1.5}')).toEqual({
    Number: Number.NaN,
    Timestamp: new Date(1500),
  });
});

test.each([
  ['Integer=seven', 'Value (seven) for parameter Integer is invalid. Expecting an integer.'],
  ['Integer=1.5', 'Value (1.5) for parameter Integer is invalid. Expecting an integer.'],
  ['Integer=', 'Value () for parameter Integer is invalid. Expecting an integer.'],
  ['Number=0x10', 'Value (0x10) for parameter Number is invalid. Expecting a number.'],
  ['Boolean=yes', 'Value (yes) for parameter Boolean is invalid. Expecting a boolean.'],
  ['Timestamp=yesterday', 'Value (yesterday) for parameter Timestamp is invalid. Expecting a timestamp.'],
  ['Blob=%21', 'Value (!) for parameter Blob is invalid. Expecting base64.'],
])('parameters of the wrong type are refused: %s', (parameters, message) => {
  for (const protocol of ['awsQuery', 'ec2Query'] as const) {
    expect(() => read(protocol, '', parameters)).toThrow(
      expect.objectContaining({ kind: 'malformed', message }),
    );
  }
});

test('CBOR: big integers and tagged times are read, the wrong types refused', () => {
  const encoded = cbor.serialize({ Integer: 7n, Timestamp: 1.5 });
  expect(read('rpcv2Cbor', encoded)).toEqual({ Integer: 7, Timestamp: new Date(1500) });
  for (const wrong of [{ String: 7 }, { Blob: 'x' }, { Timestamp: 'x' }, { Integer: 1.5 }, []]) {
    expect(() => read('rpcv2Cbor', Buffer.from(cbor.serialize(wrong)))).toThrow(
      expect.objectContaining({ kind: 'malformed' }),
    );
  }
  expect(() => read('rpcv2Cbor', Buffer.from('ff', 'hex'))).toThrow(
    expect.objectContaining({ kind: 'malformed' }),
  );
});

test('query: gaps in lists close, the order is that of the numbers, an empty list stays', () => {
  const operation = cloudwatch.operation('DescribeAlarms');
  const readAlarms = (parameters: string) =>
    operation &&
    protocols.awsQuery.readInput(operation.input, {
      bytes: new Uint8Array(),
      parameters: new URLSearchParams(parameters),
    });
  expect(readAlarms('AlarmNames.member.10=c&AlarmNames.member.2=b&AlarmNames.member.1=a')).toEqual({
    AlarmNames: ['a', 'b', 'c'],
  });
  expect(readAlarms('AlarmNames=&MaxRecords=5')).toEqual({ AlarmNames: [], MaxRecords: 5 });
});
