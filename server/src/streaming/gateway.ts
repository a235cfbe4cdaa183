import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import {
  type AccessDeps,
  AccessProblem,
  createAccess,
  createApi,
  createClientReader,
  isOwnOrigin,
  type PasswordChecker,
  type SecondFactor,
  securityHeaders,
  sendProblem,
} from '../access/index.ts';
import type { Protocol } from '../base/streamProtocols.ts';
import type { HostSize } from '../workspaces/index.ts';
import { Channels } from './channels/channels.ts';
import { CHANNEL_PATH } from './model/channels.ts';
import { closeCodes, STREAM_PATH } from './model/messages.ts';
import { StaticFiles } from './staticFiles.ts';
import { Streams, type StreamsDeps } from './streams.ts';

export interface GatewayDeps extends Omit<StreamsDeps, 'tickets'>, Pick<AccessDeps, 'queue'> {
  checkPassword: PasswordChecker;
  secondFactor: SecondFactor;
  /** What the machine that desktops run on has. */
  host: HostSize;
  /** Where the web client was built to (`client/dist`). */
  clientDirectory: string;
  /** Where users reach the gateway, if a proxy stands in front of it. */
  publicUrl?: string | undefined;
  /** Addresses and ranges of the proxies that say who their clients are. */
  trustedProxies?: readonly string[];
  /** Where the handlers also serve clients with certificates, behind the access room's devicePortTls. */
  devicePort?: number | undefined;
}

/** The handlers of an HTTPS server's `request` and `upgrade` events. */
export interface PortHandlers {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface Gateway extends PortHandlers {
  /**
   * For the port of a protocol (administration guide, "Ports for Client Applications": 4172 for PCoIP, 4195 for WSP):
   * streams of its WorkSpaces with what goes beside them, and health checks. The others are told that they are wrong
   * there, and may use their ticket elsewhere.
   */
  portOf(protocol: Protocol): PortHandlers;
  /** Ends all streams and writes that down. The server and the database may be closed afterwards. */
  close(): Promise<void>;
}

/** noVNC sends at most 10 KiB in a message. */
const MESSAGE_BYTES_MAX = 64 * 1024;
/** A client that does not answer our close frame is cut off. */
const CLOSE_TIMEOUT_MS = 2000;

const webSocketOptions: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  // Pixels are compressed already.
  perMessageDeflate: false,
  skipUTF8Validation: true,
  maxPayload: MESSAGE_BYTES_MAX,
  closeTimeout: CLOSE_TIMEOUT_MS,
};

/**
 * The gateway: signs users in (`/api/`), shows them their desktops (`/stream`), carries what goes beside the
 * pixels (`/channel`), serves the web client, and answers
 * health checks (`/ping`).
 * @throws Error when the web client has not been built
 */
export function createGateway(deps: GatewayDeps): Gateway {
  const { log, publicUrl } = deps;
  const { access, tickets, selfService } = createAccess(deps);
  const clientOf = createClientReader(deps.trustedProxies);
  const api = createApi({ access, selfService, clientOf, publicUrl, log });
  const files = new StaticFiles(deps.clientDirectory);
  const streams = new Streams({ ...deps, tickets });
  const channels = new Channels({ ...deps, ownerOf: (token) => streams.ownerOf(token) });
  const webSockets = new WebSocketServer(webSocketOptions);

  const handleUpgrade = (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    protocol: Protocol | undefined,
  ) => {
    // Until the WebSocket is there, nobody else listens; the socket is destroyed by its error.
    const broken = () => socket.destroy();
    socket.on('error', broken);
    const path = pathOf(request);
    if (path !== STREAM_PATH && path !== CHANNEL_PATH) {
      refuseUpgrade(socket, '404 Not Found');
      return;
    }
    // A page of another site must not use the user's browser to reach us.
    if (!isOwnOrigin(request, publicUrl)) {
      refuseUpgrade(socket, '403 Forbidden');
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('error', broken);
      if (path === CHANNEL_PATH) channels.serve(webSocket);
      else streams.serve(webSocket, socket, clientOf(request), protocol);
    });
  };

  return {
    handleRequest(request, response) {
      const path = pathOf(request);
      if (path.startsWith('/api/')) void api(request, response, path);
      else if (path === '/ping') answerPing(request, response);
      else files.answer(request, response, path);
    },

    handleUpgrade: (request, socket, head) => handleUpgrade(request, socket, head, undefined),

    portOf: (protocol) => ({
      handleRequest(request, response) {
        if (pathOf(request) === '/ping') answerPing(request, response);
        else sendProblem(response, new AccessProblem('NotFound'));
      },
      handleUpgrade: (request, socket, head) => handleUpgrade(request, socket, head, protocol),
    }),

    async close() {
      channels.close();
      const streamsClosed = streams.close();
      await Promise.all([streamsClosed, ...[...webSockets.clients].map(closeWebSocket)]);
    },
  };
}

/** Says goodbye, unless its stream has already, and waits until it is gone. */
async function closeWebSocket(webSocket: WebSocket): Promise<void> {
  if (webSocket.readyState === WebSocket.CLOSED) return;
  const gone = once(webSocket, 'close');
  webSocket.close(closeCodes.GATEWAY_STOPPED, 'GATEWAY_STOPPED');
  await gone;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function answerPing(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    sendProblem(response, new AccessProblem('MethodNotAllowed'));
    return;
  }
  const headers = { ...securityHeaders, 'content-type': 'text/plain', 'cache-control': 'no-store' };
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : 'ok\n');
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
