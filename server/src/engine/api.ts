import type { z } from 'zod';
import { EngineError } from './engine.ts';
import { EventStream } from './events.ts';
import { envelopeSchema, type OperationMessage, operationSchema } from './messages.ts';
import { OperationWaiter } from './operations.ts';
import type { RawAnswer, RequestOptions, Transport } from './transport.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The engine's REST API: envelopes unwrapped, errors mapped, operations awaited. */
export class EngineApi {
  readonly transport: Transport;
  readonly events: EventStream;
  readonly #operations: OperationWaiter;

  constructor(transport: Transport) {
    this.transport = transport;
    this.events = new EventStream(() => transport.webSocket('/1.0/events?type=operation,lifecycle'));
    this.#operations = new OperationWaiter(this.events, (id) =>
      this.get(`/1.0/operations/${id}`, operationSchema),
    );
  }

  /** Reads a resource; EngineError with status 404 where there is none. */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return schema.parse(await this.call('GET', path));
  }

  /** Reads a resource, or undefined where there is none. */
  async find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
    return await orUndefined(this.get(path, schema));
  }

  /** Carries out a request to its end; the metadata of its answer or of its operation. */
  async call(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
    return await this.send(method, path, jsonRequest(body), signal);
  }

  /** Like `call`, with any body. */
  async send(method: Method, path: string, request: RequestOptions, signal?: AbortSignal): Promise<unknown> {
    const answer = unwrap(await this.transport.request(method, path, { ...request, signal }));
    if ('done' in answer) return answer.done;
    return (await this.wait(answer.begun, signal)).metadata;
  }

  /** Begins an operation without waiting for its end. */
  async begin(method: Method, path: string, body: unknown, signal?: AbortSignal): Promise<OperationMessage> {
    const answer = unwrap(await this.transport.request(method, path, { ...jsonRequest(body), signal }));
    if ('done' in answer) throw new EngineError(`${method} ${path} did not begin an operation.`, 500);
    return answer.begun;
  }

  /** Waits for an operation; `signal` cancels it where the engine can. */
  async wait(operation: OperationMessage, signal?: AbortSignal): Promise<OperationMessage> {
    const ended = this.#operations.wait(operation.id);
    if (!signal) return await ended;
    const aborted = Promise.withResolvers<never>();
    const abort = () => {
      this.#cancel(operation.id);
      aborted.reject(signal.reason);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([ended, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
      ended.catch(() => undefined);
      aborted.promise.catch(() => undefined);
    }
  }

  close(): void {
    this.#operations.close();
    this.events.close();
    this.transport.close();
  }

  #cancel(id: string): void {
    // Many operations cannot be cancelled; those run on, and a repeated step finds what they made.
    this.call('DELETE', `/1.0/operations/${id}`).catch(() => undefined);
  }
}

/** `undefined` in place of the engine's "not found". */
export async function orUndefined<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined;
    throw error;
  }
}

/** @throws EngineError where the answer is a refusal */
export function unwrap(answer: RawAnswer): { done: unknown } | { begun: OperationMessage } {
  const envelope = envelopeSchema.safeParse(parseJson(answer));
  if (!envelope.success) throw new EngineError('The engine gave an answer of unknown form.', 502);
  switch (envelope.data.type) {
    case 'sync':
      return { done: envelope.data.metadata };
    case 'async':
      return { begun: envelope.data.metadata };
    case 'error':
      throw new EngineError(envelope.data.error, envelope.data.error_code);
  }
}

function parseJson(answer: RawAnswer): unknown {
  try {
    return JSON.parse(answer.body.toString());
  } catch {
    throw new EngineError(`The engine answered ${answer.status} without JSON.`, 502);
  }
}

function jsonRequest(body: unknown): RequestOptions {
  if (body === undefined) return {};
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}
