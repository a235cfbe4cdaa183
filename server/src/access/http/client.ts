import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { type AddressRange, isInRanges, parseAddressRange, plainAddress } from '../../base/addressRanges.ts';
import type { Client } from '../model/client.ts';

/** Who sent a request. */
export type ClientReader = (request: IncomingMessage) => Client;

/** A device's certificate, three authorities above it, and some that it need not have sent. */
const CERTIFICATES_MAX = 8;

/**
 * Reads who sends requests.
 * @param trustedProxies addresses and ranges of proxies whose `X-Forwarded-For` is believed
 * @throws Error when one of them is neither
 */
export function createClientReader(trustedProxies: readonly string[] = []): ClientReader {
  const proxies = trustedProxies.map((text) => {
    const range = parseAddressRange(text);
    if (!range) throw new Error(`The trusted proxy '${text}' is neither an address nor a range.`);
    return range;
  });
  return (request) => {
    const { remoteAddress } = request.socket;
    if (remoteAddress === undefined) throw new Error('The request has no connection any more.');
    const certificates = certificatesOf(request);
    return {
      address: clientAddress(plainAddress(remoteAddress), request.headers['x-forwarded-for'], proxies),
      agent: request.headers['user-agent'] ?? '',
      ...(certificates.length > 0 && { certificates }),
    };
  };
}

/**
 * The address that a chain of proxies works for: from the right, where each proxy writes whom it heard, the first that
 * is no trusted proxy. What stands to the left of it was said by the client, who may say anything.
 */
function clientAddress(
  socketAddress: string,
  forwarded: string | string[] | undefined,
  proxies: readonly AddressRange[],
): string {
  const heard = [forwarded ?? []].flat().flatMap((line) => line.split(','));
  let address = socketAddress;
  while (isInRanges(proxies, address)) {
    const next = readForwarded(heard.pop());
    // Whoever sent nonsense, or nothing, through a proxy is known by the proxy alone.
    if (next === undefined) break;
    address = next;
  }
  return address;
}

/** An entry of the header; some proxies add the port. */
function readForwarded(entry: string | undefined): string | undefined {
  const text = entry?.trim() ?? '';
  const address = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1');
  if (/^::ffff:[\d.]+$/i.test(address)) return readForwarded(address.slice(7));
  return parseAddressRange(address) && !address.includes('/') ? plainAddress(address) : undefined;
}

/** In DER, the client's own first. */
function certificatesOf({ socket }: IncomingMessage): Buffer[] {
  const chain: Buffer[] = [];
  if (!(socket instanceof TLSSocket)) return chain;
  let certificate = socket.getPeerCertificate(true);
  // The last one points at itself; a client without a certificate has an object without members.
  while (certificate?.raw && chain.length < CERTIFICATES_MAX) {
    chain.push(certificate.raw);
    if (certificate.issuerCertificate === certificate) break;
    certificate = certificate.issuerCertificate;
  }
  return chain;
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
