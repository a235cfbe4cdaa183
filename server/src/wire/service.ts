import { NormalizedSchema } from '@smithy/core/schema';
import type { ConstraintModel } from './constraints.ts';
import type { OperationName, Operations, RequestContext } from './operation.ts';
import { type ExtraMembers, type SdkSchema, ShapeCompiler, type StructureShape } from './shapes.ts';

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'awsQuery' | 'ec2Query' | 'rpcv2Cbor';

/** What there is to say about an AWS service so that it can be served; everything else is in the SDK's schemas. */
export interface ServiceOptions<Sdk> {
  /** The prefix of the service's IAM actions: `workspaces` in `workspaces:CreateWorkspaces`. */
  name: string;
  /** For people: `Amazon WorkSpaces`. */
  title: string;
  /** The SDK client's module (`import * as sdk from '@aws-sdk/client-…'`). */
  sdk: Sdk;
  /** The service's name in a signature's credential scope. */
  signingName: string;
  protocols: readonly Protocol[];
  constraints: ConstraintModel;
  /** The part of `X-Amz-Target` before the operation. */
  jsonTarget?: string;
  /** Version and XML namespace of the query protocols. */
  query?: { version: string; xmlns: string };
  /** The service's name in RPC v2 paths. */
  rpcName?: string;
  /** Clients may expect error codes as the query protocol spells them, in a header. */
  queryCompatible?: boolean;
  /** The error that tells of broken constraints, where it is not the protocol's usual one. */
  validationErrorCode?: string;
  /** A Region that is served whatever the installation's Regions: global services sign for `us-east-1`. */
  globalRegion?: string;
  /** Inputs have a member `DryRun` that asks for permission checks alone. */
  dryRun?: boolean;
  extraMembers?: ExtraMembers;
  /** What an administrator should know about built operations; appears in the coverage page. */
  notes?: { readonly [Name in OperationName<Sdk> & string]?: string };
}

export interface OperationModel {
  readonly name: string;
  readonly input: StructureShape;
  readonly output: StructureShape;
}

export interface ErrorModel {
  readonly shape: StructureShape;
  readonly status: number | undefined;
  /** The code in the query protocols, where it differs from the shape's name. */
  readonly queryCode: string | undefined;
}

/** An AWS service as the wire knows it. Made by {@link defineService}. */
export interface ServiceDefinition<Sdk = unknown> extends Omit<ServiceOptions<Sdk>, 'sdk' | 'notes'> {
  /** Never set: carries the SDK module's type. */
  readonly sdk?: Sdk;
  readonly notes: { readonly [operation: string]: string | undefined };
  /** The Smithy namespace of its shapes. */
  readonly namespace: string;
  /** In alphabetical order. */
  readonly operationNames: readonly string[];
  /** Undefined when the service has no such operation. */
  operation(name: string): OperationModel | undefined;
  /** Undefined when the model has no such error. */
  error(code: string): ErrorModel | undefined;
}

export function defineService<Sdk extends object>(options: ServiceOptions<Sdk>): ServiceDefinition<Sdk> {
  const { sdk, notes, ...definition } = options;
  const operations = new Map<string, OperationSchema>();
  const errors = new Map<string, ErrorSchema>();
  for (const schema of Object.values(sdk)) {
    if (isOperationSchema(schema)) operations.set(schema[2], schema);
    else if (isErrorSchema(schema)) errors.set(schema[2], schema);
  }
  const compiler = new ShapeCompiler(options.constraints, options.extraMembers ?? {});
  const [anyOperation] = operations.values();
  return {
    ...definition,
    notes: (notes ?? {}) as { readonly [operation: string]: string | undefined },
    namespace: anyOperation?.[1] ?? '',
    operationNames: [...operations.keys()].sort(),
    operation: remembered((name) => {
      const schema = operations.get(name);
      if (!schema) return undefined;
      const input = compiler.structure(schema[4], options.constraints.inputs[name]);
      return { name, input, output: compiler.structure(schema[5]) };
    }),
    error: remembered((code) => {
      const schema = errors.get(code);
      return schema && errorModel(schema, compiler);
    }),
  };
}

function errorModel(schema: ErrorSchema, compiler: ShapeCompiler): ErrorModel {
  const { httpError, awsQueryError } = NormalizedSchema.of(schema as SdkSchema).getMergedTraits();
  const [queryCode, queryStatus] = (Array.isArray(awsQueryError) ? awsQueryError : []) as unknown[];
  const status = [httpError, queryStatus].find((value) => typeof value === 'number');
  return {
    shape: compiler.structure(schema as SdkSchema),
    status,
    queryCode: typeof queryCode === 'string' ? queryCode : undefined,
  };
}

/** Shapes are compiled at first use: EC2 alone has more than 700 operations. */
function remembered<T>(make: (name: string) => T | undefined): (name: string) => T | undefined {
  const made = new Map<string, T>();
  return (name) => {
    const existing = made.get(name);
    if (existing !== undefined) return existing;
    const value = make(name);
    if (value !== undefined) made.set(name, value);
    return value;
  };
}

// The SDK's schemas are arrays that begin with a number for the kind, the namespace and the name.
const OPERATION = 9;
const ERROR = -3;
type OperationSchema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  input: SdkSchema,
  output: SdkSchema,
];
type ErrorSchema = readonly [kind: number, namespace: string, name: string, ...rest: unknown[]];

function isOperationSchema(value: unknown): value is OperationSchema {
  return Array.isArray(value) && value[0] === OPERATION;
}

function isErrorSchema(value: unknown): value is ErrorSchema {
  return Array.isArray(value) && value[0] === ERROR;
}

/** A service with the operations that are built, ready to be served. */
export interface RegisteredService {
  readonly definition: ServiceDefinition;
  readonly implemented: ReadonlySet<string>;
  /** @param input validated; @throws ApiError */
  invoke(operation: string, context: RequestContext, input: object): Promise<object>;
}

/** Joins a service's definition, its operations and what they need. */
export function register<Sdk, Deps>(
  definition: ServiceDefinition<Sdk>,
  operations: Operations<Sdk, Deps>,
  deps: Deps,
): RegisteredService {
  // Which input belongs to which operation is known to the types of `Operations` and, here, to the schema alone.
  const handlers = new Map(Object.entries(operations)) as Map<string, AnyOperation<Deps>>;
  return {
    definition,
    implemented: new Set(handlers.keys()),
    invoke(operation, context, input) {
      const handler = handlers.get(operation);
      if (!handler) throw new Error(`The operation ${operation} is not built.`);
      return handler(context, input, deps);
    },
  };
}

type AnyOperation<Deps> = (context: RequestContext, input: object, deps: Deps) => Promise<object>;
