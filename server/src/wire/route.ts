import type { OperationModel, Protocol, RegisteredService } from './service.ts';
import { splitUrl } from './signature/canonical.ts';
import type { Headers } from './signature/claim.ts';

/** Which operation of which service a request asks for, and in which protocol it wants its answer. */
export interface Route {
  readonly protocol: Protocol;
  /** Undefined when no service that is served answers for the request. */
  readonly service: RegisteredService | undefined;
  readonly operation: OperationModel | undefined;
  /** As the client wrote it, for messages and logs. */
  readonly operationName: string | undefined;
  /** Those of the URL and of a form body: presigned requests have them in the URL. */
  readonly parameters: URLSearchParams;
}

const RPC_PATH = /^\/service\/([^/]+)\/operation\/([^/]+)$/;
const SCOPE = /^[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request$/;

/** @param body the request's body, decompressed; empty when only the form of an error is wanted */
export function routeRequest(
  services: readonly RegisteredService[],
  url: string,
  headers: Headers,
  body: Uint8Array,
): Route {
  const [path, query] = splitUrl(url);
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return routeRpc(services, path);
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return routeJson(services, target);
  const parameters = new URLSearchParams(query);
  if (isForm(headers)) {
    const form = new URLSearchParams(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'));
    for (const [name, value] of form) parameters.append(name, value);
  }
  return routeQuery(services, headers, parameters);
}

function routeRpc(services: readonly RegisteredService[], path: string): Route {
  const [, serviceName, operationName] = RPC_PATH.exec(path) ?? [];
  const service = services.find(
    ({ definition }) => definition.rpcName !== undefined && definition.rpcName === serviceName,
  );
  return routeTo('rpcv2Cbor', service, operationName, new URLSearchParams());
}

function routeJson(services: readonly RegisteredService[], target: string): Route {
  const dot = target.lastIndexOf('.');
  const service = services.find(({ definition }) => definition.jsonTarget === target.slice(0, dot));
  // Each service speaks one version of the protocol, whatever the client's content type says.
  const protocol = service?.definition.protocols.find((name) => name.startsWith('awsJson')) ?? 'awsJson1_1';
  return routeTo(protocol, service, target.slice(dot + 1), new URLSearchParams());
}

function routeQuery(
  services: readonly RegisteredService[],
  headers: Headers,
  parameters: URLSearchParams,
): Route {
  const version = parameters.get('Version');
  const signingName = scopeService(headers, parameters);
  const candidates = services.filter(({ definition }) => definition.query !== undefined);
  const service =
    candidates.find(({ definition }) => definition.signingName === signingName) ??
    candidates.find(({ definition }) => definition.query?.version === version);
  const protocol = service?.definition.protocols.includes('ec2Query') ? 'ec2Query' : 'awsQuery';
  const rightVersion = version === null || version === service?.definition.query?.version;
  const operationName = parameters.get('Action') ?? undefined;
  const route = routeTo(protocol, service, operationName, parameters);
  return rightVersion ? route : { ...route, operation: undefined };
}

function routeTo(
  protocol: Protocol,
  service: RegisteredService | undefined,
  operationName: string | undefined,
  parameters: URLSearchParams,
): Route {
  const operation = operationName === undefined ? undefined : service?.definition.operation(operationName);
  return { protocol, service, operation, operationName, parameters };
}

/** The service that the credential scope names; not yet verified, so only good for choosing. */
function scopeService(headers: Headers, parameters: URLSearchParams): string | undefined {
  const [, inHeader] = /Credential=([^\s,]+)/.exec(String(headers.authorization ?? '')) ?? [];
  return SCOPE.exec(inHeader ?? parameters.get('X-Amz-Credential') ?? '')?.[1];
}

/** Whether the body has form parameters, as in the query protocols. */
export function isForm(headers: Headers): boolean {
  return /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(String(headers['content-type'] ?? ''));
}
