import { once } from 'node:events';
import type { WebSocket } from 'ws';
import type { OpenConnection } from '../../access/index.ts';
import type { Logger } from '../../base/log.ts';
import type { Sealer } from '../../base/seal.ts';
import type { Database } from '../../database/database.ts';
import type { Notifications } from '../../database/notifications.ts';
import {
  findDesktop,
  policiesOfWorkspaces,
  policyOfWorkspace,
  SESSION_POLICIES_TOPIC,
} from '../../workspaces/index.ts';
import { type ChannelEnd, type ChannelRequest, channelEnds } from '../model/channels.ts';
import { AgentRefusedError, openAgentChannel } from './agent.ts';
import { type Carried, relayChannel } from './channelRelay.ts';
import { type ChannelRule, kindOf, readOpening, ruleOf } from './rules.ts';

/** What a channel hangs on: a connection of this process. */
export interface ChannelOwner {
  readonly connection: OpenConnection;
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal;
  /** Counts what its channels carry. */
  readonly beside: Carried;
}

export interface ChannelsDeps {
  database: Database;
  sealer: Sealer;
  log: Logger;
  /** Wakes us when session policies change. */
  notifications: Pick<Notifications, 'listen'>;
  /** Who signed the displays' certificates. */
  caCertificatePem: string;
  /** The connection whose `ready` message had the token, while it lasts. */
  ownerOf: (channelToken: string) => ChannelOwner | undefined;
}

const OPEN_TIMEOUT_MS = 10_000;
/** The desktop has so long to open a channel. */
const DIAL_TIMEOUT_MS = 10_000;

/** All side channels of this gateway process: each between a WebSocket and the agent of a desktop. */
export class Channels {
  readonly #deps: ChannelsDeps;
  readonly #open = new Set<Channel>();
  readonly #listener: { close(): void };

  constructor(deps: ChannelsDeps) {
    this.#deps = deps;
    this.#listener = deps.notifications.listen([SESSION_POLICIES_TOPIC], () => this.#endThoseForbidden());
  }

  /** Serves a new WebSocket to its end. */
  serve(webSocket: WebSocket): void {
    webSocket.on('error', () => undefined); // it is closed by then
    this.#serve(webSocket).catch((error: unknown) => {
      this.#deps.log.error({ err: error }, 'a channel failed');
      close(webSocket, 'INTERNAL_ERROR');
    });
  }

  /** Ends all channels. */
  close(): void {
    this.#listener.close();
    for (const channel of this.#open) channel.end('GATEWAY_STOPPED');
  }

  async #serve(webSocket: WebSocket): Promise<void> {
    const text = await firstText(webSocket);
    const opening = text === undefined ? undefined : readOpening(text);
    if (!opening) return close(webSocket, 'PROTOCOL_ERROR');
    const owner = this.#deps.ownerOf(opening.channelToken);
    if (!owner || owner.signal.aborted) return close(webSocket, 'CONNECTION_ENDED');
    const channel = new Channel(webSocket, owner, opening.request);
    this.#open.add(channel);
    try {
      await this.#run(channel);
    } finally {
      this.#open.delete(channel);
    }
  }

  async #run(channel: Channel): Promise<void> {
    const { workspaceId, connectionId } = channel.owner.connection;
    const facts = { workspaceId, connectionId, channel: channel.request.channel };
    const rule = await this.#rule(channel);
    if (!rule?.allowed) {
      this.#deps.log.info(facts, 'a channel is not allowed by the session policy');
      channel.end('NOT_ALLOWED');
    } else if (this.#countLike(channel) > rule.countMax) {
      channel.end('TOO_MANY');
    } else {
      await this.#connect(channel, rule, facts);
    }
    await channel.ended;
    this.#deps.log.debug(facts, 'channel ended');
  }

  async #connect(channel: Channel, rule: ChannelRule, facts: object): Promise<void> {
    try {
      const desktop = await this.#dial(channel);
      channel.closing.addEventListener('abort', () => desktop.destroy());
      if (channel.closing.aborted) return void desktop.destroy();
      // Policies may have changed while the desktop answered.
      if (!(await this.#rule(channel))?.allowed) return channel.end('NOT_ALLOWED');
      channel.webSocket.send('{"type":"ready"}');
      relayChannel(channel.webSocket, desktop, rule, channel.owner.beside, (reason) => channel.end(reason));
    } catch (error) {
      if (error instanceof AgentRefusedError) return channel.end('REFUSED', error.refusal);
      if (!channel.closing.aborted)
        this.#deps.log.warn({ err: error, ...facts }, 'no channel to the desktop');
      channel.end('DESKTOP_UNREACHABLE');
    }
  }

  async #dial({ owner, request, closing }: Channel) {
    const { database, sealer, caCertificatePem } = this.#deps;
    const { workspaceId } = owner.connection;
    const desktop = await findDesktop(database, sealer, workspaceId);
    // One that was made before there were channels has no agent until it starts again.
    if (!desktop?.agent.secret) throw new AgentRefusedError('NotAvailable');
    const { port, secret } = desktop.agent;
    return await openAgentChannel(
      { host: desktop.managementAddress, port, serverName: workspaceId, caCertificatePem, secret },
      request,
      AbortSignal.any([closing, AbortSignal.timeout(DIAL_TIMEOUT_MS)]),
    );
  }

  async #rule({ owner, request }: Channel): Promise<ChannelRule | undefined> {
    const policy = await policyOfWorkspace(this.#deps.database, owner.connection.workspaceId);
    return policy && ruleOf(request, policy);
  }

  /** Those of the same connection and kind, this one among them. */
  #countLike({ owner, request }: Channel): number {
    const like = [...this.#open].filter(
      (other) => other.owner === owner && kindOf(other.request) === kindOf(request) && !other.closing.aborted,
    );
    return like.length;
  }

  async #endThoseForbidden(): Promise<void> {
    const channels = [...this.#open];
    const workspaceIds = new Set(channels.map(({ owner }) => owner.connection.workspaceId));
    const policies = await policiesOfWorkspaces(this.#deps.database, [...workspaceIds]);
    for (const channel of channels) {
      const policy = policies.get(channel.owner.connection.workspaceId);
      if (!policy || !ruleOf(channel.request, policy).allowed) channel.end('NOT_ALLOWED');
    }
  }
}

/** One channel, from its opening to its end. */
class Channel {
  readonly webSocket: WebSocket;
  readonly owner: ChannelOwner;
  readonly request: ChannelRequest;
  /** Resolves when the client is gone too. */
  readonly ended: Promise<unknown>;
  readonly #abort = new AbortController();

  constructor(webSocket: WebSocket, owner: ChannelOwner, request: ChannelRequest) {
    this.webSocket = webSocket;
    this.owner = owner;
    this.request = request;
    this.ended = webSocket.readyState === webSocket.CLOSED ? Promise.resolve() : once(webSocket, 'close');
    webSocket.on('close', () => this.#abort.abort());
    const ownerEnds = () => this.end('CONNECTION_ENDED');
    owner.signal.addEventListener('abort', ownerEnds, { signal: this.#abort.signal });
  }

  /** Aborted when it ends, for whatever reason. */
  get closing(): AbortSignal {
    return this.#abort.signal;
  }

  /** Ends it for a reason; the first one given counts. */
  end(reason: ChannelEnd, text: string = reason): void {
    if (this.#abort.signal.aborted) return;
    close(this.webSocket, reason, text);
    this.#abort.abort();
  }
}

/** The first message; undefined when it does not come in time or is none of text. */
async function firstText(webSocket: WebSocket): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const timer = setTimeout(() => resolve(undefined), OPEN_TIMEOUT_MS);
  webSocket.once('close', () => resolve(undefined));
  webSocket.once('message', (data, isBinary) => resolve(isBinary ? undefined : data.toString()));
  return await promise.finally(() => clearTimeout(timer));
}

function close(webSocket: WebSocket, end: ChannelEnd, text: string = end): void {
  webSocket.resume(); // or the client's answer would never be read
  webSocket.close(channelEnds[end], text);
}
