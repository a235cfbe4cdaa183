import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, test } from 'vitest';
import { protocols } from '../protocols/index.ts';
import { routeRequest } from '../route.ts';
import { type Protocol, register, type ServiceDefinition } from '../service.ts';
import type { SdkSchema } from '../shapes.ts';
import { SampleMaker, streams } from './samples.ts';

/** What the test uses of an SDK's client module. */
interface SdkModule {
  readonly [name: string]: unknown;
}

interface SdkClient {
  send(command: object): Promise<Record<string, unknown>>;
}

/** The SDK's side of each protocol, where it is not the client's own. */
const SDK_PROTOCOLS = {
  awsJson1_0: AwsJson1_0Protocol,
  awsQuery: AwsQueryProtocol,
  rpcv2Cbor: AwsSmithyRpcV2CborProtocol,
};

/**
 * Declares the round-trip tests of a service: for each protocol and operation, what the SDK's client sends is what
 * we read, and what we write is what the client answers.
 * @param clientName the client's class in the module
 * @param streaming operations that are left out because they stream events
 */
export function roundTripTests(
  definition: ServiceDefinition,
  sdk: SdkModule,
  clientName: string,
  streaming: readonly string[] = [],
): void {
  const streamingFound = definition.operationNames.filter((name) => {
    const { input, output } = schemasOf(sdk, name);
    return streams(input) || streams(output);
  });
  test(`no operation of ${definition.name} streams but those that are left out`, () => {
    expect(streamingFound).toEqual(streaming);
  });

  describe.each(definition.protocols)(`${definition.name} over %s`, (protocol) => {
    const names = definition.operationNames.filter((name) => !streaming.includes(name));
    test(`reads the inputs of ${names.length} operations as the SDK meant them`, async () => {
      for (const name of names) {
        const input = (new SampleMaker().sample(schemasOf(sdk, name).input) ?? {}) as object;
        const request = await capture(sdk, clientName, protocol, name, input);
        expect(read(definition, request), name).toEqual({ protocol, name, input: plain(input) });
      }
    });

    test(`writes the outputs of ${names.length} operations as the SDK understands them`, async () => {
      for (const name of names) {
        const output = (new SampleMaker().sample(schemasOf(sdk, name).output) ?? {}) as object;
        const { $metadata, ...parsed } = await answer(sdk, clientName, definition, protocol, name, output);
        expect($metadata, name).toMatchObject({ httpStatusCode: 200, requestId: 'request-1' });
        expect(plain(parsed), name).toEqual(plain(output));
      }
    });
  });
}

function schemasOf(sdk: SdkModule, name: string): { input: NormalizedSchema; output: NormalizedSchema } {
  const schema = sdk[`${name}$`] as readonly SdkSchema[];
  return {
    input: NormalizedSchema.of(schema[4] as SdkSchema),
    output: NormalizedSchema.of(schema[5] as SdkSchema),
  };
}

type RequestHandler = (request: HttpRequest) => { response: HttpResponse };

function client(sdk: SdkModule, clientName: string, protocol: Protocol, handle: RequestHandler): SdkClient {
  const Client = sdk[clientName] as new (config: object) => SdkClient;
  const sdkProtocol = (SDK_PROTOCOLS as { [P in Protocol]?: unknown })[protocol];
  return new Client({
    region: 'us-east-1',
    endpoint: 'http://localhost',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    disableRequestCompression: true,
    requestHandler: { handle: async (request: HttpRequest) => handle(request) },
    ...(sdkProtocol ? { protocol: sdkProtocol } : {}),
  });
}

class Captured extends Error {
  readonly request: HttpRequest;
  constructor(request: HttpRequest) {
    super('captured');
    this.request = request;
  }
}

/** The request that the SDK's client would send. */
async function capture(
  sdk: SdkModule,
  clientName: string,
  protocol: Protocol,
  name: string,
  input: object,
): Promise<HttpRequest> {
  const capturing = client(sdk, clientName, protocol, (request) => {
    throw new Captured(request);
  });
  try {
    await capturing.send(command(sdk, name, input));
  } catch (error) {
    if (error instanceof Captured) return error.request;
    throw new Error(`The SDK does not serialise ${name}.`, { cause: error });
  }
  throw new Error(`The SDK does not send ${name}.`);
}

function read(definition: ServiceDefinition, { path, headers, body }: HttpRequest) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : new Uint8Array((body ?? []) as Uint8Array);
  const lowerCase = Object.fromEntries(
    Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]),
  );
  const { protocol, operation, parameters } = routeRequest(
    [register(definition, {}, {})],
    path,
    lowerCase,
    bytes,
  );
  if (!operation) return { protocol, name: undefined };
  const input = protocols[protocol].readInput(operation.input, { bytes, parameters });
  return { protocol, name: operation.name, input: plain(input) };
}

/** What the SDK's client makes of what we write. */
async function answer(
  sdk: SdkModule,
  clientName: string,
  definition: ServiceDefinition,
  protocol: Protocol,
  name: string,
  output: object,
): Promise<Record<string, unknown>> {
  const operation = definition.operation(name);
  if (!operation) throw new Error(`There is no operation ${name}.`);
  const reply = protocols[protocol].writeOutput(definition, operation, output, 'request-1');
  const response = new HttpResponse({
    statusCode: reply.status,
    headers: { ...reply.headers, 'x-amzn-requestid': 'request-1' },
    body: Buffer.from(reply.body as string),
  });
  const input = (new SampleMaker().sample(schemasOf(sdk, name).input) ?? {}) as object;
  return client(sdk, clientName, protocol, () => ({ response })).send(command(sdk, name, input));
}

function command(sdk: SdkModule, name: string, input: object): object {
  const Command = sdk[`${name}Command`] as new (input: object) => object;
  return new Command(input);
}

/** Without differences that mean nothing: kinds of byte arrays, members that are undefined, prototypes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(entries.map(([key, entry]) => [key, plain(entry)]));
}
