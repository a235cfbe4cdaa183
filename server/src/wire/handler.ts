import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { ClientGone, decompress, readBody } from './body.ts';
import type { CredentialLookup } from './credentials.ts';
import { toWireError, type Unavailability } from './errors.ts';
import { Fault } from './faults.ts';
import { ApiError, type RequestContext } from './operation.ts';
import { protocols } from './protocols/index.ts';
import type { Reply, WireError } from './protocols/protocol.ts';
import { isForm, type Route, routeRequest } from './route.ts';
import type { RegisteredService, ServiceDefinition } from './service.ts';
import { verifySignature } from './signature/verify.ts';
import type { Throttle } from './throttle.ts';
import { checkInput } from './validation.ts';

export interface ApiOptions {
  readonly services: readonly RegisteredService[];
  readonly credentials: CredentialLookup;
  /** The Regions that signatures may be made for. */
  readonly regions: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
  /** Compressed and decompressed. By default, enough for the logos of ImportClientBranding. */
  readonly bodyBytesMax?: number;
  /** Whether the caller may do it; everybody may when this is not given. */
  readonly authorize?: (context: RequestContext, call: AuthorizedCall) => Promise<boolean>;
  /** Slows down callers other than the operator, each account by operation; nobody where this is not given. */
  readonly throttle?: Throttle;
  /** Told of each operation that has been carried out, before its answer is sent. */
  readonly onDone?: (operation: string) => void;
  /** Tells failures that will pass, such as a database that restarts; SDKs try again by themselves. */
  readonly isUnavailable?: Unavailability;
}

/** What authorisation decides about. */
export interface AuthorizedCall {
  readonly service: ServiceDefinition;
  /** `CreateWorkspaces` */
  readonly operation: string;
  readonly input: object;
}

const BODY_BYTES_MAX = 10 * 1024 * 1024;
/** Form parameters take a lot more memory than they have bytes, and no operation needs so many. */
const FORM_BYTES_MAX = 1024 * 1024;
const NO_BODY = new Uint8Array();

/** The AWS endpoint for all services: a listener for the requests of a node:http or node:https server. */
export function createApiHandler(
  options: ApiOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    serve(options, request, response).catch((error: unknown) => {
      options.log.error({ err: error }, 'a request could not be answered');
      response.destroy();
    });
  };
}

/** What is known of a request by the end of it, for the access log. */
interface Trace {
  route: Route;
  principal?: string;
  region?: string;
}

async function serve(options: ApiOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedMs = performance.now();
  const requestId = randomUUID();
  const trace: Trace = { route: routeRequest(options.services, urlOf(request), request.headers, NO_BODY) };
  let reply: Reply;
  let error: WireError | undefined;
  try {
    reply = await answer(options, request, requestId, trace);
  } catch (thrown) {
    if (thrown instanceof ClientGone) return;
    const { protocol, service } = trace.route;
    error = toWireError(thrown, protocol, service?.definition, options.isUnavailable ?? (() => false));
    logInternals(options.log, thrown, requestId, trace);
    reply = protocols[protocol].writeError(service?.definition, error, requestId);
  }
  send(response, reply, requestId, options.clock);
  options.log.info(
    {
      requestId,
      service: trace.route.service?.definition.name,
      operation: trace.route.operationName,
      region: trace.region,
      status: reply.status,
      code: error?.code,
      milliseconds: Math.round((performance.now() - startedMs) * 10) / 10,
      principal: trace.principal,
      sourceIp: sourceIp(request),
    },
    'request',
  );
}

async function answer(
  options: ApiOptions,
  request: IncomingMessage,
  requestId: string,
  trace: Trace,
): Promise<Reply> {
  const { services, bodyBytesMax = BODY_BYTES_MAX } = options;
  const limitBytes = isForm(request.headers) ? Math.min(bodyBytesMax, FORM_BYTES_MAX) : bodyBytesMax;
  const body = await readBody(request, limitBytes);
  const bytes = await decompress(body, request.headers['content-encoding'], limitBytes);
  const route = routeRequest(services, urlOf(request), request.headers, bytes);
  trace.route = route;
  const { service, operation } = knownOperation(route);
  const { context, isOperator } = await authenticate(options, request, body, service.definition, requestId);
  trace.principal = context.principal.arn;
  trace.region = context.region;
  if (!isOperator) throttle(options, context, service.definition, operation.name);
  if (!service.implemented.has(operation.name)) {
    throw new Fault('notImplemented', `The operation ${operation.name} is not implemented.`);
  }
  const codec = protocols[route.protocol];
  const input = codec.readInput(operation.input, { bytes, parameters: route.parameters });
  checkInput(operation.input, input, route.protocol, service.definition);
  await authorize(options, context, { service: service.definition, operation: operation.name, input });
  if (service.definition.dryRun && input.DryRun === true) throw dryRun();
  const output = await service.invoke(operation.name, context, input);
  options.onDone?.(operation.name);
  return codec.writeOutput(service.definition, operation, output, requestId);
}

function knownOperation({ protocol, service, operation, operationName, parameters }: Route) {
  if (service && operation) return { service, operation };
  const name = operationName ?? '';
  const version = parameters.get('Version');
  const text =
    protocol === 'awsQuery' && version !== null
      ? `Could not find operation ${name} for version ${version}`
      : `The operation ${name} is not known${service ? '' : ' to any service here'}.`;
  throw new Fault('unknownOperation', text);
}

async function authenticate(
  { credentials: lookup, clock, regions, log }: ApiOptions,
  request: IncomingMessage,
  body: Buffer,
  service: ServiceDefinition,
  requestId: string,
): Promise<{ context: RequestContext; isOperator: boolean }> {
  const { accessKeyId, region, credentials } = await verifySignature(
    { method: request.method ?? '', url: urlOf(request), headers: request.headers, body },
    {
      lookup,
      now: clock.now(),
      signingName: service.signingName,
      regions: service.globalRegion === undefined ? regions : [...regions, service.globalRegion],
    },
  );
  const { accountId, principalArn: arn, principalUserId: userId, isOperator } = credentials;
  const context = {
    requestId,
    accountId,
    region,
    principal: { arn, userId, accessKeyId },
    sourceIp: sourceIp(request),
    clock,
    log: log.child({ requestId }),
  };
  return { context, isOperator };
}

/** Before the input is read, so that a flood of calls costs no more than the check of its signatures. */
function throttle(
  { throttle: mayGoOn }: ApiOptions,
  { accountId, region }: RequestContext,
  service: ServiceDefinition,
  operation: string,
): void {
  if (!mayGoOn || mayGoOn(`${accountId}/${region}/${service.name}/${operation}`)) return;
  throw new Fault('throttled', 'Rate exceeded');
}

async function authorize(options: ApiOptions, context: RequestContext, call: AuthorizedCall): Promise<void> {
  if (!options.authorize || (await options.authorize(context, call))) return;
  const action = `${call.service.name}:${call.operation}`;
  throw new Fault('accessDenied', `User: ${context.principal.arn} is not authorized to perform: ${action}`);
}

/** EC2 only says whether a call would be let through when it is asked so. */
function dryRun(): ApiError {
  const message = 'Request would have succeeded, but DryRun flag is set.';
  return new ApiError('DryRunOperation', message, { status: 412 });
}

/** What the caller is not told: unforeseen exceptions, and the internal side of foreseen ones. */
function logInternals(log: Logger, thrown: unknown, requestId: string, { route }: Trace): void {
  const call = { requestId, operation: route.operationName };
  if (thrown instanceof ApiError) {
    if (thrown.internal !== undefined) log.warn({ ...call, code: thrown.code }, thrown.internal);
  } else if (!(thrown instanceof Fault)) {
    log.error({ ...call, err: thrown }, 'an operation failed unexpectedly');
  }
}

function send(response: ServerResponse, reply: Reply, requestId: string, clock: Clock): void {
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  response.writeHead(reply.status, {
    ...reply.headers,
    'content-length': body.byteLength,
    'x-amzn-requestid': requestId,
    // SDKs set their clocks by this when their signature is refused.
    date: clock.now().toUTCString(),
    ...(reply.status === 413 ? { connection: 'close' } : {}),
  });
  response.end(body);
}

function urlOf(request: IncomingMessage): string {
  return request.url ?? '/';
}

function sourceIp(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}
