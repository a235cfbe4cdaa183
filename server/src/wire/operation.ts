import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';

/** Who signed the request. */
export interface Principal {
  /** `arn:aws:iam::<account>:root`, `…:user/<name>` or an assumed role's ARN. */
  arn: string;
  /** The root's account id, or the unique id of the user or role. */
  userId: string;
  accessKeyId: string;
}

/** What every operation is told about the call besides its input; the first argument everywhere. */
export interface RequestContext {
  requestId: string;
  accountId: string;
  region: string;
  principal: Principal;
  sourceIp: string;
  clock: Clock;
  log: Logger;
}

type CommandOf<Sdk, Name extends string> = `${Name}Command` extends keyof Sdk ? Sdk[`${Name}Command`] : never;

/** The names of all operations of an SDK client module, such as `typeof import('@aws-sdk/client-workspaces')`. */
export type OperationName<Sdk> = {
  [K in keyof Sdk]: K extends `${infer Name}Command` ? (`${Name}$` extends keyof Sdk ? Name : never) : never;
}[keyof Sdk];

// The SDK's command classes are the only place that names input and output types per operation.
export type Input<Sdk, Name extends string> =
  CommandOf<Sdk, Name> extends abstract new (
    ...args: infer Args
  ) => unknown
    ? // Where every member is optional, the arguments are `[] | [Input]`.
      Args extends [infer I, ...unknown[]]
      ? I
      : never
    : never;

export type Output<Sdk, Name extends string> =
  CommandOf<Sdk, Name> extends abstract new (
    ...args: never[]
  ) => { resolveMiddleware(...args: never[]): (...args: never[]) => Promise<{ output: infer O }> }
    ? Omit<O, '$metadata'>
    : never;

/**
 * One API operation: gets validated input, answers with the output or throws an {@link ApiError}.
 * `Deps` is what the operation's room needs (database, queue, settings), handed in by roles/.
 */
export type Operation<Sdk, Name extends string, Deps> = (
  context: RequestContext,
  input: Input<Sdk, Name>,
  deps: Deps,
) => Promise<Output<Sdk, Name>>;

/** The operations of a service that are built; the others answer "not implemented". */
export type Operations<Sdk, Deps> = {
  [Name in OperationName<Sdk> & string]?: Operation<Sdk, Name, Deps>;
};

/**
 * An error that the caller is meant to see.
 * `code` is the modelled error's shape name (`ResourceNotFoundException`) or EC2's code (`InvalidVpcID.NotFound`);
 * `internal` goes to the log and never leaves the process.
 */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly members: Record<string, unknown>;
  readonly internal: string | undefined;

  constructor(
    code: string,
    message: string,
    options: { status?: number; members?: Record<string, unknown>; internal?: string } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
    this.internal = options.internal;
  }
}
