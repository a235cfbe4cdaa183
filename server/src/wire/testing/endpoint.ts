import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as ec2Sdk from '@aws-sdk/client-ec2';
import * as iamSdk from '@aws-sdk/client-iam';
import * as workspacesSdk from '@aws-sdk/client-workspaces';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import pino from 'pino';
import { ManualClock } from '../../base/clock.ts';
import { createApiHandler } from '../handler.ts';
import cloudwatchConstraints from '../models/cloudwatch.json' with { type: 'json' };
import ec2Constraints from '../models/ec2.json' with { type: 'json' };
import iamConstraints from '../models/iam.json' with { type: 'json' };
import workspacesConstraints from '../models/workspaces.json' with { type: 'json' };
import { ApiError, type RequestContext } from '../operation.ts';
import { defineService, type RegisteredService, register } from '../service.ts';
import { createThrottle } from '../throttle.ts';

const workspaces = defineService({
  name: 'workspaces',
  title: 'Amazon WorkSpaces',
  sdk: workspacesSdk,
  signingName: 'workspaces',
  protocols: ['awsJson1_1'],
  jsonTarget: 'WorkspacesService',
  constraints: workspacesConstraints,
  extraMembers: { RegisterWorkspaceDirectoryRequest: { EnableWorkDocs: 'boolean' } },
});
const ec2 = defineService({
  name: 'ec2',
  title: 'Amazon EC2',
  sdk: ec2Sdk,
  signingName: 'ec2',
  protocols: ['ec2Query'],
  query: { version: '2016-11-15', xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
  dryRun: true,
  constraints: ec2Constraints,
});
const iam = defineService({
  name: 'iam',
  title: 'AWS IAM',
  sdk: iamSdk,
  signingName: 'iam',
  protocols: ['awsQuery'],
  query: { version: '2010-05-08', xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  globalRegion: 'us-east-1',
  constraints: iamConstraints,
});
const cloudwatch = defineService({
  name: 'cloudwatch',
  title: 'Amazon CloudWatch',
  sdk: cloudwatchSdk,
  signingName: 'monitoring',
  protocols: ['awsJson1_0', 'awsQuery', 'rpcv2Cbor'],
  jsonTarget: 'GraniteServiceVersion20100801',
  rpcName: 'GraniteServiceVersion20100801',
  query: { version: '2010-08-01', xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/' },
  queryCompatible: true,
  constraints: cloudwatchConstraints,
});

export const REGION = 'eu-home-1';
export const BODY_BYTES_MAX = 64 * 1024;
export const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };

/** A key that is throttled: what {@link CREDENTIALS} are not. */
export const COLLEAGUE = { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: 'je7MtGbClwBF' };
export const THROTTLE_LIMITS = { ratePerSecond: 2, burst: 5 };

interface Call {
  context: RequestContext;
  input: object;
}

const ROOT = {
  accountId: '123456789012',
  principalArn: 'arn:aws:iam::123456789012:root',
  principalUserId: '123456789012',
};

/** A small part of four services, one per protocol, that remembers what it was asked. */
function testServices(seen: Call[]): RegisteredService[] {
  return [
    register(
      workspaces,
      {
        async DescribeTags(context, input) {
          seen.push({ context, input });
          return { TagList: [{ Key: 'owner', Value: 'é <&>' }] };
        },
        async DescribeWorkspaces() {
          throw new Error('connection to database "secret" failed');
        },
        async RegisterWorkspaceDirectory(context, input) {
          seen.push({ context, input });
          throw new ApiError('ResourceNotFoundException', 'There is no such directory.', {
            members: { ResourceId: input.DirectoryId },
            internal: 'row 17 is gone',
          });
        },
        async StopWorkspaces() {
          throw new Error('terminating connection');
        },
      },
      {},
    ),
    register(
      ec2,
      {
        async CreateVpc(context, input) {
          seen.push({ context, input });
          return { Vpc: { VpcId: 'vpc-1' } };
        },
      },
      {},
    ),
    register(
      iam,
      {
        async ListRoles(context, input) {
          seen.push({ context, input });
          return { Roles: [], IsTruncated: false };
        },
      },
      {},
    ),
    register(
      cloudwatch,
      {
        async PutMetricData(context, input) {
          seen.push({ context, input });
          return {};
        },
      },
      {},
    ),
  ];
}

interface RawReply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A real HTTP server with the handler behind it, and what happened on it since {@link reset}. */
export class TestEndpoint {
  /** What the operations were asked. */
  readonly seen: Call[] = [];
  readonly logLines: Record<string, unknown>[] = [];
  readonly clock = new ManualClock(new Date());
  requests = 0;
  /** What authorisation says. */
  allowed = true;
  readonly server = createServer();

  async start(): Promise<void> {
    const handler = createApiHandler({
      services: testServices(this.seen),
      credentials: async (accessKeyId) =>
        accessKeyId === CREDENTIALS.accessKeyId
          ? { ...ROOT, secretAccessKey: CREDENTIALS.secretAccessKey, isOperator: true }
          : accessKeyId === COLLEAGUE.accessKeyId
            ? { ...ROOT, secretAccessKey: COLLEAGUE.secretAccessKey, isOperator: false }
            : undefined,
      throttle: createThrottle(THROTTLE_LIMITS, this.clock),
      regions: [REGION],
      clock: this.clock,
      log: pino({ level: 'info' }, { write: (line: string) => this.logLines.push(JSON.parse(line)) }),
      bodyBytesMax: BODY_BYTES_MAX,
      authorize: async () => this.allowed,
      isUnavailable: (thrown) => thrown instanceof Error && thrown.message.startsWith('terminating'),
    });
    this.server.on('request', (request, response) => {
      this.requests++;
      handler(request, response);
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  reset(): void {
    this.seen.length = 0;
    this.logLines.length = 0;
    this.requests = 0;
    this.allowed = true;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The configuration of an SDK client. */
  config(region = REGION) {
    return { region, endpoint: this.url, credentials: CREDENTIALS };
  }

  /** A request as written, signed for a service unless told not to. */
  async post(
    headers: Record<string, string>,
    body: string | Buffer,
    service = 'workspaces',
  ): Promise<RawReply> {
    const hostname = '127.0.0.1';
    const request = new HttpRequest({
      hostname,
      method: 'POST',
      path: '/',
      headers: { host: `${hostname}:${this.port}`, ...headers },
      body,
    });
    const signed =
      service === UNSIGNED ? request : await signer(service).sign(request, { signingDate: this.clock.now() });
    const sent = httpRequest({
      hostname,
      port: this.port,
      method: 'POST',
      path: '/',
      headers: signed.headers,
    });
    sent.end(body);
    const [response] = await once(sent, 'response');
    const chunks: Buffer[] = await response.toArray();
    return {
      status: response.statusCode,
      headers: response.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    };
  }
}

/** In place of a service's name. */
export const UNSIGNED = '';
export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

export function signer(service: string): SignatureV4 {
  return new SignatureV4({ credentials: CREDENTIALS, region: REGION, service, sha256: Sha256 });
}
