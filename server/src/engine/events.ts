import type { WebSocket } from 'ws';
import { type EventMessage, eventSchema } from './messages.ts';

/** An event of the engine, or `connected`: what happened before it may have been missed. */
export type StreamEvent = EventMessage | 'connected';

const RECONNECT_MILLISECONDS_MIN = 50;
const RECONNECT_MILLISECONDS_MAX = 2_000;
/** A connection without an answer to a ping between two pings is dead. */
const PING_MILLISECONDS = 15_000;

/**
 * The engine's event stream, connected again for as long as it is not closed. The engine drops slow listeners,
 * so nobody may rely on having seen every event: after each `connected` listeners look for themselves.
 */
export class EventStream {
  readonly #open: () => WebSocket;
  readonly #listeners = new Set<(event: StreamEvent) => void>();
  #socket: WebSocket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMilliseconds = RECONNECT_MILLISECONDS_MIN;
  #closed = false;

  /** @param open opens the WebSocket of `/1.0/events` */
  constructor(open: () => WebSocket) {
    this.#open = open;
    this.#connect();
  }

  get connected(): boolean {
    return this.#socket?.readyState === 1;
  }

  /** @returns a function that ends the listening */
  listen(listener: (event: StreamEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#socket?.terminate();
  }

  #connect(): void {
    const socket = this.#open();
    this.#socket = socket;
    const stopPinging = keepAlive(socket);
    socket.on('open', () => {
      this.#retryMilliseconds = RECONNECT_MILLISECONDS_MIN;
      this.#emit('connected');
    });
    socket.on('message', (data) => {
      const event = eventSchema.safeParse(JSON.parse(String(data)));
      if (event.success) this.#emit(event.data);
    });
    // `close` follows every error, and is where the next attempt is planned.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      stopPinging();
      if (!this.#closed) this.#connectLater();
    });
  }

  #connectLater(): void {
    this.#retry = setTimeout(() => this.#connect(), this.#retryMilliseconds);
    this.#retryMilliseconds = Math.min(this.#retryMilliseconds * 2, RECONNECT_MILLISECONDS_MAX);
  }

  #emit(event: StreamEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

function keepAlive(socket: WebSocket): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (socket.readyState !== 1) return;
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_MILLISECONDS);
  return () => clearInterval(timer);
}
