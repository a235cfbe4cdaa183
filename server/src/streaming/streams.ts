import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import {
  type Client,
  CONNECTIONS_TOPIC,
  endConnection,
  endedConnections,
  keepHouse,
  markConnected,
  type OpenConnection,
  openConnection,
  REPORT_INTERVAL_MS,
  refusedConnections,
  streamEndIn,
  type Tickets,
  touchConnections,
} from '../access/index.ts';
import type { Clock } from '../base/clock.ts';
import { coalesce } from '../base/coalesce.ts';
import type { Logger } from '../base/log.ts';
import type { Sealer } from '../base/seal.ts';
import type { Protocol } from '../base/streamProtocols.ts';
import type { Database } from '../database/database.ts';
import type { Notifications } from '../database/notifications.ts';
import {
  ADMISSION_TOPIC,
  findDesktop,
  policiesOfWorkspaces,
  SESSION_POLICIES_TOPIC,
  STATES_TOPIC,
  statesOf,
} from '../workspaces/index.ts';
import { closeCodes, type StreamEnd } from './model/messages.ts';
import { connectDesktop, DesktopRefusedError } from './rfb/desktop.ts';
import { Stream, type StreamEvents } from './stream.ts';

export interface StreamsDeps {
  database: Database;
  sealer: Sealer;
  clock: Clock;
  log: Logger;
  /** Wakes us when connections were ended from elsewhere, and when WorkSpaces change their states. */
  notifications: Pick<Notifications, 'listen'>;
  tickets: Tickets;
  /** Who signed the displays' certificates. */
  caCertificatePem: string;
}

const openMessage = z.object({ type: z.literal('open'), ticket: z.string().max(4096) });

/** A client that has a WebSocket has its ticket ready too. */
const OPEN_TIMEOUT_MS = 10_000;

/** All streams of this gateway process. */
export class Streams {
  readonly #deps: StreamsDeps;
  readonly #streams = new Map<string, Stream>();
  /** By the digests of their channels' tokens: how long a look-up takes says nothing about a token. */
  readonly #byToken = new Map<string, Stream>();
  /** The work of each WebSocket, which outlives its stream by what is then written down. */
  readonly #served = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  readonly #listeners: readonly { close(): void }[];

  constructor(deps: StreamsDeps) {
    this.#deps = deps;
    const report = coalesce(
      () => this.#report(),
      (error) => deps.log.error({ err: error }, 'could not report the connections'),
    );
    this.#timer = setInterval(report, REPORT_INTERVAL_MS);
    this.#listeners = [
      deps.notifications.listen([CONNECTIONS_TOPIC], () => this.#endThoseEndedElsewhere()),
      deps.notifications.listen([STATES_TOPIC], () => this.#endThoseWithoutDesktop()),
      deps.notifications.listen([SESSION_POLICIES_TOPIC], () => this.#enforce([...this.#streams.values()])),
      deps.notifications.listen([ADMISSION_TOPIC], () => this.#endThoseRefused([...this.#streams.keys()])),
    ];
  }

  /**
   * Serves a new WebSocket to its end.
   * @param socket the WebSocket's own
   * @param protocol the one that its port is for; any where it is not given
   */
  serve(webSocket: WebSocket, socket: Duplex, client: Client, protocol?: Protocol): void {
    const serving = this.#serve(webSocket, socket, client, protocol)
      .catch((error: unknown) => {
        this.#deps.log.error({ err: error }, 'a stream failed');
        refuse(webSocket, 'INTERNAL_ERROR');
      })
      .finally(() => this.#served.delete(serving));
    this.#served.add(serving);
  }

  /** The stream whose `ready` message had a token, while it lasts. */
  ownerOf(channelToken: string): Stream | undefined {
    return this.#byToken.get(digest(channelToken));
  }

  /** Ends all streams; their clients may come back at once, to another gateway or to the next process. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const listener of this.#listeners) listener.close();
    for (const stream of this.#streams.values()) stream.end('GATEWAY_STOPPED');
    await Promise.all(this.#served);
  }

  async #serve(
    webSocket: WebSocket,
    socket: Duplex,
    client: Client,
    protocol: Protocol | undefined,
  ): Promise<void> {
    webSocket.on('error', () => undefined); // it is closed by then; the stream has a listener of its own
    const { tickets, database, clock, log } = this.#deps;
    const token = await firstTicket(webSocket);
    if (token === undefined) {
      refuse(webSocket, 'PROTOCOL_ERROR');
      return;
    }
    const ticket = await tickets.verify(token, client);
    if (ticket && protocol && ticket.protocol !== protocol) {
      log.info(
        { workspaceId: ticket.workspaceId, protocol },
        'a ticket came to the port of another protocol',
      );
      refuse(webSocket, 'WRONG_PORT');
      return;
    }
    const connection = ticket && (await openConnection(database, ticket, clock.now()));
    if (!connection) {
      log.info({ clientAddress: client.address }, 'a ticket was refused');
      refuse(webSocket, 'TICKET_REFUSED');
      return;
    }
    await this.#stream(webSocket, socket, connection);
  }

  async #stream(webSocket: WebSocket, socket: Duplex, connection: OpenConnection): Promise<void> {
    const { database, clock, log } = this.#deps;
    const facts = { workspaceId: connection.workspaceId, connectionId: connection.connectionId };
    const events: StreamEvents = {
      dial: async (signal) => {
        await this.#enforce([stream]);
        return await this.#dial(connection, signal);
      },
      connected: () =>
        markConnected(database, connection, clock.now()).catch((error: unknown) =>
          log.error({ err: error, ...facts }, 'could not mark the connection'),
        ),
      unreachable: (error) => log.warn({ err: error, ...facts }, 'the desktop cannot be reached'),
      misspoken: (error) => log.warn({ err: error, ...facts }, 'a side does not speak the protocol'),
    };
    const stream: Stream = new Stream(connection, webSocket, clock, events, socket);
    this.#streams.set(connection.connectionId, stream);
    this.#byToken.set(digest(stream.channelToken), stream);
    log.info(facts, 'stream begins');
    try {
      const reason = await stream.run();
      log.info({ ...facts, reason, ...stream.traffic }, 'stream ended');
      await endConnection(database, connection, stream.traffic, reason, clock.now());
    } finally {
      this.#streams.delete(connection.connectionId);
      this.#byToken.delete(digest(stream.channelToken));
    }
  }

  async #dial({ connectionId, workspaceId }: OpenConnection, signal: AbortSignal) {
    // What has changed since the ticket was given out; later changes find the stream among the others.
    await this.#endThoseRefused([connectionId]);
    signal.throwIfAborted();
    const { database, sealer, caCertificatePem } = this.#deps;
    const desktop = await findDesktop(database, sealer, workspaceId);
    if (!desktop) throw new DesktopRefusedError('The WorkSpace has no desktop.');
    // Since the ticket was given out: a frozen one takes connections, and says nothing.
    if (streamEndIn(desktop.state)) throw new DesktopRefusedError(`The WorkSpace is ${desktop.state}.`);
    return await connectDesktop(
      {
        host: desktop.managementAddress,
        port: desktop.port,
        serverName: workspaceId,
        caCertificatePem,
        password: desktop.vncPassword,
      },
      signal,
    );
  }

  async #report(): Promise<void> {
    const { database, clock } = this.#deps;
    for (const stream of this.#streams.values()) stream.probe();
    const reports = [...this.#streams.values()].map(({ connection, traffic }) => ({
      ...connection,
      ...traffic,
    }));
    await touchConnections(database, reports, clock.now());
    await keepHouse(database, clock);
  }

  async #endThoseEndedElsewhere(): Promise<void> {
    const ended = await endedConnections(this.#deps.database, [...this.#streams.keys()]);
    for (const [connectionId, reason] of ended) this.#streams.get(connectionId)?.end(reason);
  }

  /** Whoever could not sign in any more from where, or with what, they are is disconnected. */
  async #endThoseRefused(connectionIds: readonly string[]): Promise<void> {
    const refused = await refusedConnections(this.#deps.database, connectionIds);
    for (const [connectionId, reason] of refused) this.#streams.get(connectionId)?.end(reason);
  }

  async #enforce(streams: readonly Stream[]): Promise<void> {
    const policies = await policiesOfWorkspaces(
      this.#deps.database,
      streams.map(({ connection }) => connection.workspaceId),
    );
    for (const stream of streams) {
      const policy = policies.get(stream.connection.workspaceId);
      if (policy) stream.enforce(policy);
    }
  }

  /** A desktop that is stopped is frozen: nothing of it says that the stream is over. */
  async #endThoseWithoutDesktop(): Promise<void> {
    const streams = [...this.#streams.values()];
    const states = await statesOf(
      this.#deps.database,
      streams.map(({ connection }) => connection.workspaceId),
    );
    for (const stream of streams) {
      const reason = streamEndIn(states.get(stream.connection.workspaceId));
      if (reason) stream.end(reason);
    }
  }
}

/**
 * The ticket of the first message; undefined when it does not come in time or is something else. A client that sends
 * more before it is answered does not speak the protocol, and what it sends is lost.
 */
async function firstTicket(webSocket: WebSocket): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const timer = setTimeout(() => resolve(undefined), OPEN_TIMEOUT_MS);
  webSocket.once('close', () => resolve(undefined));
  webSocket.once('message', (data, isBinary) => resolve(isBinary ? undefined : ticketOf(data.toString())));
  return await promise.finally(() => clearTimeout(timer));
}

function ticketOf(text: string): string | undefined {
  try {
    return openMessage.parse(JSON.parse(text)).ticket;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

const digest = (token: string) => createHash('sha256').update(token).digest('base64');

function refuse(webSocket: WebSocket, end: StreamEnd): void {
  webSocket.close(closeCodes[end], end);
}
