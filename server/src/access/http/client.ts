import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import type { Client } from '../model/client.ts';

/** Who sent the request. An IPv4 address stays one, also where the socket speaks IPv6. */
export function clientOf(request: IncomingMessage): Client {
  const address = request.socket.remoteAddress;
  if (address === undefined) throw new Error('The request has no connection any more.');
  return { address: ipaddr.process(address).toString(), agent: request.headers['user-agent'] ?? '' };
}

/**
 * Whether a request with an `Origin` comes from one of our own pages.
 * @param publicUrl where users reach the gateway, if a proxy stands in front of it
 */
export function isOwnOrigin(request: IncomingMessage, publicUrl: string | undefined): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return false;
  if (host !== undefined && origin.toLowerCase() === `https://${host.toLowerCase()}`) return true;
  return publicUrl !== undefined && URL.canParse(publicUrl) && origin === new URL(publicUrl).origin;
}
