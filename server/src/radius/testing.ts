import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Attribute, attribute, decodeAttributes, encodeAttributes, valuesOf } from './attributes.ts';
import { AUTHENTICATOR_BYTES, attributeTypes, HEADER_BYTES, packetCodes } from './codes.ts';
import { encodePacket, hmacMd5, responseAuthenticator } from './packet.ts';
import { hidePassword } from './proof.ts';

/** A request as the fake server sees it. */
export interface SeenRequest {
  identifier: number;
  authenticator: Buffer;
  attributes: Attribute[];
  /** Who sent it. */
  port: number;
  /** Whether its Message-Authenticator is there and right. */
  isSigned: boolean;
}

export interface FakeAnswer {
  code: keyof typeof packetCodes;
  attributes?: Attribute[];
  /** What it is signed with, where that is not the server's secret. */
  secret?: string;
  withoutMessageAuthenticator?: boolean;
  identifier?: number;
}

/** What the server says to its nth request (from 0): nothing, an answer or several packets. */
export type Handler = (request: SeenRequest, count: number) => FakeAnswer | FakeAnswer[] | undefined;

export interface FakeRadius {
  port: number;
  requests: SeenRequest[];
  close(): void;
}

/** A RADIUS server on the loopback interface until the test has ended. */
export async function fakeRadius(
  secret: string,
  handle: Handler,
  address = '127.0.0.1',
  port = 0,
): Promise<FakeRadius> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const requests: SeenRequest[] = [];
  socket.on('message', (packet, sender) => {
    const request = read(packet, secret, sender.port);
    requests.push(request);
    const answers = handle(request, requests.length - 1) ?? [];
    for (const answer of [answers].flat()) {
      socket.send(encode(answer, request, secret), sender.port, sender.address);
    }
  });
  socket.bind(port, address);
  await once(socket, 'listening');
  let isOpen = true;
  const close = () => {
    if (isOpen) socket.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { port: socket.address().port, requests, close };
}

/** A server that knows one user with a password shown by PAP. */
export function knows(userName: string, password: string, secret: string): Handler {
  return ({ attributes, authenticator }) => {
    const hidden = hidePassword(password, authenticator, Buffer.from(secret));
    const [name] = valuesOf(attributes, attributeTypes.userName);
    const [shown] = valuesOf(attributes, attributeTypes.userPassword);
    const isRight = name?.toString() === userName && shown?.equals(hidden);
    return { code: isRight ? 'accessAccept' : 'accessReject' };
  };
}

function read(packet: Buffer, secret: string, port: number): SeenRequest {
  const attributes = decodeAttributes(packet.subarray(HEADER_BYTES)) ?? [];
  const [first] = attributes;
  const zeroed = Buffer.from(packet).fill(0, HEADER_BYTES + 2, HEADER_BYTES + 2 + AUTHENTICATOR_BYTES);
  return {
    identifier: packet[1] ?? 0,
    authenticator: packet.subarray(4, HEADER_BYTES),
    attributes,
    port,
    isSigned:
      first?.type === attributeTypes.messageAuthenticator &&
      first.value.equals(hmacMd5(Buffer.from(secret), zeroed)),
  };
}

function encode(answer: FakeAnswer, request: SeenRequest, ownSecret: string): Buffer {
  const secret = Buffer.from(answer.secret ?? ownSecret);
  const key = { ...request, identifier: answer.identifier ?? request.identifier };
  const signature = attribute(attributeTypes.messageAuthenticator, Buffer.alloc(AUTHENTICATOR_BYTES));
  const others = answer.attributes ?? [];
  const attributes = answer.withoutMessageAuthenticator ? others : [...others, signature];
  const packet = encodePacket(packetCodes[answer.code], key, attributes);
  if (!answer.withoutMessageAuthenticator) {
    hmacMd5(secret, packet).copy(packet, HEADER_BYTES + encodeAttributes(others).length + 2);
  }
  responseAuthenticator(packet, key, secret).copy(packet, 4);
  return packet;
}
