import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocket } from 'ws';
import { EngineError } from './engine.ts';

/** Where an engine listens. */
export type EngineAddress =
  | { kind: 'unix'; socketPath: string }
  | {
      kind: 'https';
      /** Such as `https://engine.example.com:8443`. */
      url: string;
      /** PEM of the client certificate that the engine trusts, and its key. */
      certificate: string;
      key: string;
      /** PEM of the engine's own (mostly self-signed) certificate or its CA. */
      serverCertificate: string;
    };

export interface RequestOptions {
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
  signal?: AbortSignal | undefined;
  /** Answers beyond this fail, so that a guest cannot fill our memory. */
  answerBytesMax?: number;
}

export interface RawAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

const ANSWER_BYTES_MAX = 64 * 1024 * 1024;
/** A daemon that says nothing for so long is taken for hung. */
const IDLE_MILLISECONDS = 300_000;

/** HTTP and WebSocket connections to one engine, over its unix socket or mutual TLS. */
export class Transport {
  readonly #address: EngineAddress;
  readonly #agent: http.Agent;

  constructor(address: EngineAddress) {
    this.#address = address;
    this.#agent =
      address.kind === 'unix'
        ? new http.Agent({ keepAlive: true })
        : new https.Agent({ keepAlive: true, ...tlsOptions(address) });
  }

  /** @throws EngineError with status 503 where the engine cannot be reached */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<RawAnswer> {
    const { body, signal } = options;
    signal?.throwIfAborted();
    const request = this.#open(method, path, options.headers ?? {}, signal);
    const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
      request.once('response', resolve).once('error', reject);
    });
    request.setTimeout(IDLE_MILLISECONDS, () => request.destroy(new Error('no answer in time')));
    try {
      const sent = send(request, body);
      // An early refusal breaks the sending; the answer says why.
      const answer = await Promise.race([answered, sent.then(() => answered)]);
      const bytes = await readAll(answer, options.answerBytesMax ?? ANSWER_BYTES_MAX);
      sent.catch(() => undefined);
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: bytes };
    } catch (error) {
      answered.catch(() => undefined);
      request.destroy();
      signal?.throwIfAborted();
      if (error instanceof EngineError) throw error;
      throw new EngineError(`The engine cannot be reached: ${(error as Error).message}`, 503);
    }
  }

  /** Opens a WebSocket; errors arrive as its events. */
  webSocket(path: string): WebSocket {
    const address = this.#address;
    if (address.kind === 'unix') {
      return new WebSocket(`ws+unix:${address.socketPath}:${path}`, { perMessageDeflate: false });
    }
    const url = new URL(path, address.url);
    url.protocol = 'wss:';
    return new WebSocket(url, { perMessageDeflate: false, agent: this.#agent });
  }

  close(): void {
    this.#agent.destroy();
  }

  #open(method: string, path: string, headers: Record<string, string>, signal: AbortSignal | undefined) {
    const common = { method, headers, agent: this.#agent, ...(signal && { signal }) };
    const address = this.#address;
    return address.kind === 'unix'
      ? http.request({ ...common, socketPath: address.socketPath, path })
      : https.request(new URL(path, address.url), common);
  }
}

function tlsOptions(address: Extract<EngineAddress, { kind: 'https' }>) {
  return {
    cert: address.certificate,
    key: address.key,
    ca: address.serverCertificate,
    // Engines sign their own certificates for their host name; what counts is that it is the configured one.
    checkServerIdentity: () => undefined,
    minVersion: 'TLSv1.3' as const,
  };
}

async function send(request: http.ClientRequest, body: RequestOptions['body']): Promise<void> {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) request.end(body);
  else await pipeline(body, request);
}

async function readAll(answer: http.IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bytesMax)
      throw new EngineError(`The engine's answer is longer than ${bytesMax} bytes.`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
