import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Attribute, attribute, decodeAttributes, encodeAttributes } from './attributes.ts';
import { AUTHENTICATOR_BYTES, attributeTypes, HEADER_BYTES, PACKET_BYTES_MAX, packetCodes } from './codes.ts';

/** What tells the answers to one request from all others. */
export interface RequestKey {
  /** One byte. */
  identifier: number;
  /** 16 random bytes. */
  authenticator: Buffer;
}

export interface Answer {
  code: 'accept' | 'reject' | 'challenge';
  attributes: Attribute[];
}

/** Why a packet is no answer to the request: such packets are dropped in silence (RFC 2865, section 4). */
export type Refusal =
  /** Not a RADIUS packet, or one of another kind, or an answer to another request. */
  | 'unrelated'
  /** Its sender does not know the shared secret. */
  | 'forged'
  /** Its sender may know the secret, but there is no Message-Authenticator to prove it. */
  | 'unsigned';

const answerCodes = new Map<number | undefined, Answer['code']>([
  [packetCodes.accessAccept, 'accept'],
  [packetCodes.accessReject, 'reject'],
  [packetCodes.accessChallenge, 'challenge'],
]);

const AUTHENTICATOR_OFFSET = HEADER_BYTES - AUTHENTICATOR_BYTES;

/**
 * An Access-Request (RFC 2865, section 4.1) with a Message-Authenticator (RFC 3579, section 3.2), which stands first
 * as the counsel on the attack "Blast-RADIUS" (CVE-2024-3596) has it.
 */
export function encodeRequest(key: RequestKey, attributes: readonly Attribute[], secret: Buffer): Buffer {
  const placeholder = attribute(attributeTypes.messageAuthenticator, Buffer.alloc(AUTHENTICATOR_BYTES));
  const packet = encodePacket(packetCodes.accessRequest, key, [placeholder, ...attributes]);
  hmacMd5(secret, packet).copy(packet, HEADER_BYTES + 2);
  return packet;
}

/** A packet as it stands, with the key's authenticator in its head. */
export function encodePacket(code: number, key: RequestKey, attributes: readonly Attribute[]): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  const body = encodeAttributes(attributes);
  head[0] = code;
  head[1] = key.identifier;
  head.writeUInt16BE(HEADER_BYTES + body.length, 2);
  key.authenticator.copy(head, AUTHENTICATOR_OFFSET);
  return Buffer.concat([head, body]);
}

/** Reads an answer to the request, and makes sure that it comes from who knows the secret. */
export function decodeAnswer(datagram: Buffer, request: RequestKey, secret: Buffer): Answer | Refusal {
  const packet = wholePacket(datagram);
  const code = answerCodes.get(packet?.[0]);
  if (!packet || !code || packet[1] !== request.identifier) return 'unrelated';
  const attributes = decodeAttributes(packet.subarray(HEADER_BYTES));
  if (!attributes) return 'unrelated';
  if (!timingSafeEqual(responseAuthenticator(packet, request, secret), authenticatorOf(packet))) {
    return 'forged';
  }
  const signature = messageAuthenticator(packet, request, secret);
  if (!signature) return 'unsigned';
  return timingSafeEqual(signature.expected, signature.found) ? { code, attributes } : 'forged';
}

/** What is behind the packet's own length is padding (RFC 2865, section 3). */
function wholePacket(datagram: Buffer): Buffer | undefined {
  if (datagram.length < HEADER_BYTES) return undefined;
  const length = datagram.readUInt16BE(2);
  if (length < HEADER_BYTES || length > Math.min(datagram.length, PACKET_BYTES_MAX)) return undefined;
  return datagram.subarray(0, length);
}

/** MD5(Code+ID+Length+RequestAuth+Attributes+Secret): RFC 2865, section 3. */
export function responseAuthenticator(packet: Buffer, request: RequestKey, secret: Buffer): Buffer {
  return md5(
    packet.subarray(0, AUTHENTICATOR_OFFSET),
    request.authenticator,
    packet.subarray(HEADER_BYTES),
    secret,
  );
}

/**
 * The Message-Authenticator that the packet has, and the one that it should have: the HMAC of the packet with the
 * request's authenticator in its head, and itself taken for zeros. Undefined where there is not exactly one.
 */
function messageAuthenticator(
  packet: Buffer,
  request: RequestKey,
  secret: Buffer,
): { found: Buffer; expected: Buffer } | undefined {
  const copy = Buffer.from(packet);
  request.authenticator.copy(copy, AUTHENTICATOR_OFFSET);
  const found = (decodeAttributes(copy.subarray(HEADER_BYTES)) ?? []).filter(
    ({ type }) => type === attributeTypes.messageAuthenticator,
  );
  const [only] = found;
  if (found.length !== 1 || only?.value.length !== AUTHENTICATOR_BYTES) return undefined;
  const value = Buffer.from(only.value);
  only.value.fill(0); // it lies in the copy
  return { found: value, expected: hmacMd5(secret, copy) };
}

function authenticatorOf(packet: Buffer): Buffer {
  return packet.subarray(AUTHENTICATOR_OFFSET, HEADER_BYTES);
}

export function md5(...parts: Buffer[]): Buffer {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function hmacMd5(secret: Buffer, packet: Buffer): Buffer {
  return createHmac('md5', secret).update(packet).digest();
}
