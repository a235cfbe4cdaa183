import type { OperationModel, ServiceDefinition } from '../service.ts';
import type { StructureShape } from '../shapes.ts';

/** A response before it has a request id. */
export interface Reply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array;
}

/** An error as it goes over the wire: code, status and members are decided, only the form is open. */
export interface WireError {
  /** The shape's name, or EC2's code. */
  readonly code: string;
  /** How the query protocols spell the code. */
  readonly queryCode: string;
  readonly status: number;
  readonly message: string;
  readonly members: { readonly [name: string]: unknown };
  /** Undefined for errors that no model knows, such as those of authentication. */
  readonly shape: StructureShape | undefined;
}

/** What the body of a request says; parameters exist in the query protocols alone. */
export interface Payload {
  readonly bytes: Uint8Array;
  readonly parameters: URLSearchParams;
}

/** How one protocol spells inputs, outputs and errors. The same for every operation of every service. */
export interface ProtocolCodec {
  /** @throws Fault of kind `malformed` when the payload is none of the input's shape */
  readInput(input: StructureShape, payload: Payload): Record<string, unknown>;
  writeOutput(
    service: ServiceDefinition,
    operation: OperationModel,
    output: object,
    requestId: string,
  ): Reply;
  /** @param service undefined when the request names none that is served */
  writeError(service: ServiceDefinition | undefined, error: WireError, requestId: string): Reply;
}

/** `Sender` when the caller can mend it. */
export function faultOf(error: WireError): 'Sender' | 'Receiver' {
  return error.status < 500 ? 'Sender' : 'Receiver';
}

/** The error's members with its message under the name that the model gives it. */
export function errorMembers(error: WireError): Record<string, unknown> {
  const modelled = error.shape?.members.find(({ name }) => name.toLowerCase() === 'message');
  return { ...error.members, [modelled?.name ?? 'message']: error.message };
}
