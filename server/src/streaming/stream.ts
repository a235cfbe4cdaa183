import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { RawData, WebSocket } from 'ws';
import type { CloseReason, OpenConnection, Traffic } from '../access/index.ts';
import type { Clock } from '../base/clock.ts';
import { allowsFromDesktop, allowsToDesktop, type SessionPolicy } from '../workspaces/index.ts';
import { allowanceOf } from './allowance.ts';
import { Echo } from './echo.ts';
import { closeCodes, type ReadyMessage } from './model/messages.ts';
import { Relay } from './relay.ts';
import type { ClipboardRules } from './rfb/cutText.ts';
import { DesktopProtocolError } from './rfb/serverMessages.ts';
import { ViewerHandshake, ViewerProtocolError } from './rfb/viewer.ts';

export interface StreamEvents {
  /** Dials the desktop; the signal ends the attempt. */
  dial: (signal: AbortSignal) => Promise<TLSSocket>;
  /** Called when the client has the whole of the desktop, last of all that begins a stream. */
  connected: () => Promise<void>;
  /** Called when the desktop cannot be reached. */
  unreachable: (error: unknown) => void;
  /** Called when a side does not speak the protocol, before the stream ends for it. */
  misspoken: (error: Error) => void;
}

/** The desktop has so long to answer; a client sees that it is being connected. */
const DIAL_TIMEOUT_MS = 15_000;
/** A side that was silent, or took nothing, at so many probes in a row is taken for dead. */
const SILENT_PROBES_MAX = 2;
/** While nobody has said what may pass, nothing does. */
const NO_CLIPBOARD: ClipboardRules = { toDesktop: false, fromDesktop: false, bytesMax: 0 };

/** One client looking at one desktop, from the redeemed ticket to the end. */
export class Stream {
  readonly connection: OpenConnection;
  /** The client's word for its side channels: random, in the memory of this process alone. */
  readonly channelToken = randomBytes(32).toString('base64url');
  /** What its side channels have carried. */
  readonly beside = { bytesToClient: 0, bytesFromClient: 0 };
  readonly #webSocket: WebSocket;
  readonly #events: StreamEvents;
  readonly #clock: Clock;
  readonly #socket: Duplex | undefined;
  readonly #echo: Echo;
  readonly #handshake = new ViewerHandshake();
  readonly #ended = Promise.withResolvers<CloseReason>();
  readonly #abort = new AbortController();
  #relay: Relay | undefined;
  #handshakeIsOver = false;
  #silentProbes = 0;
  #pingSentAt: number | undefined;
  #roundTripMs: number | undefined;
  #policy: SessionPolicy | undefined;
  #clipboard = NO_CLIPBOARD;
  #lastInputAt: number;

  /** @param socket the WebSocket's own, where it is known */
  constructor(
    connection: OpenConnection,
    webSocket: WebSocket,
    clock: Clock,
    events: StreamEvents,
    socket?: Duplex,
  ) {
    this.connection = connection;
    this.#webSocket = webSocket;
    this.#echo = new Echo(webSocket);
    this.#clock = clock;
    this.#socket = socket;
    this.#events = events;
    this.#lastInputAt = clock.now().getTime();
  }

  get traffic(): Traffic {
    const { bytesToClient = 0, bytesFromClient = 0 } = this.#relay?.traffic ?? {};
    return {
      bytesToClient: bytesToClient + this.beside.bytesToClient,
      bytesFromClient: bytesFromClient + this.beside.bytesFromClient,
      roundTripMs: this.#roundTripMs,
    };
  }

  /** What the client may do; undefined until it is known. */
  get policy(): SessionPolicy | undefined {
    return this.#policy;
  }

  /** Lets the client do from now on what the policy says. Called at regular times, also where nothing has changed. */
  enforce(policy: SessionPolicy): void {
    this.#policy = policy;
    this.#clipboard = {
      toDesktop: allowsToDesktop(policy.clipboard),
      fromDesktop: allowsFromDesktop(policy.clipboard),
      bytesMax: policy.clipboardBytesMax,
    };
    const now = this.#clock.now().getTime();
    if (this.#relay?.fromClient.takeInput()) this.#lastInputAt = now;
    const { idleDisconnectMinutes } = policy;
    if (idleDisconnectMinutes > 0 && now - this.#lastInputAt >= idleDisconnectMinutes * 60_000) {
      this.end('IDLE');
    }
  }

  /** Streams until one side ends it, and closes both. */
  async run(): Promise<CloseReason> {
    this.#listen();
    void this.#begin();
    const reason = await this.#ended.promise;
    this.#abort.abort();
    this.#close(reason);
    return reason;
  }

  /** Aborted when it ends, and with it all that hangs on it. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Ends it for a reason; the first one given counts. */
  end(reason: CloseReason): void {
    this.#ended.resolve(reason);
  }

  /** Asks whether the client is still there, and whether the desktop still takes input. Called at regular times. */
  probe(): void {
    this.#silentProbes += 1;
    if (this.#silentProbes > SILENT_PROBES_MAX) {
      this.end(this.#relay?.desktopIsFull ? 'DESKTOP_CLOSED' : 'CLIENT_LOST');
    } else if (this.#webSocket.readyState === this.#webSocket.OPEN) {
      this.#ping();
    }
  }

  #ping(): void {
    this.#pingSentAt = performance.now();
    this.#webSocket.ping();
  }

  #listen(): void {
    const heard = () => {
      this.#silentProbes = 0;
    };
    this.#webSocket.on('pong', () => {
      heard();
      if (this.#pingSentAt !== undefined) this.#roundTripMs = performance.now() - this.#pingSentAt;
      this.#pingSentAt = undefined;
    });
    this.#webSocket.on('message', (data, isBinary) => {
      heard();
      this.#receive(data, isBinary);
    });
    // The library has already answered a malformed frame with the right close code.
    this.#webSocket.on('error', () => this.end('PROTOCOL_ERROR'));
    this.#webSocket.on('close', (code) => this.end(code === 1006 ? 'CLIENT_LOST' : 'CLIENT_CLOSED'));
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) this.end('CLIENT_LOST');
  }

  async #begin(): Promise<void> {
    try {
      const timeout = AbortSignal.timeout(DIAL_TIMEOUT_MS);
      const desktop = await this.#events.dial(AbortSignal.any([this.#abort.signal, timeout]));
      this.#abort.signal.addEventListener('abort', () => desktop.destroy());
      if (this.#abort.signal.aborted) desktop.destroy();
      desktop.on('error', () => this.end('DESKTOP_CLOSED'));
      desktop.on('close', () => this.end('DESKTOP_CLOSED'));
      const allows = allowanceOf(this.#policy);
      const ready: ReadyMessage = { type: 'ready', channelToken: this.channelToken, allows };
      this.#webSocket.send(JSON.stringify(ready));
      this.#relay = new Relay(
        this.#webSocket,
        desktop,
        () => this.#clipboard,
        (error) => this.#misspoke(error),
        this.#socket,
      );
      this.#relay.toClient(ViewerHandshake.greeting);
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#events.unreachable(error);
      this.end('DESKTOP_UNREACHABLE');
    }
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#abort.signal.aborted) return;
    if (!isBinary && this.#relay && this.#echo.take(data)) return;
    if (!isBinary || !this.#relay || !Buffer.isBuffer(data)) {
      this.end('PROTOCOL_ERROR');
    } else {
      try {
        if (this.#handshakeIsOver) this.#relay.toDesktop(data);
        else this.#shakeHands(data, this.#relay);
      } catch (error) {
        this.#misspoke(error);
      }
    }
  }

  #shakeHands(data: Buffer, relay: Relay): void {
    const rest = this.#handshake.push(data);
    if (!rest) return;
    this.#handshakeIsOver = true;
    relay.toDesktop(rest);
    this.#ping();
    void this.#events.connected();
  }

  /** Nothing more of either side is read: after an error nobody knows where its messages begin. */
  #misspoke(error: unknown): void {
    const isDesktop = error instanceof DesktopProtocolError;
    if (!isDesktop && !(error instanceof ViewerProtocolError)) throw error;
    this.#webSocket.pause();
    this.#events.misspoken(error);
    this.end(isDesktop ? 'DESKTOP_CLOSED' : 'PROTOCOL_ERROR');
  }

  #close(reason: CloseReason): void {
    this.#webSocket.resume(); // or its answer would never be read
    this.#webSocket.close(closeCodes[reason], reason);
  }
}
