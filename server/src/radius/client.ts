import { randomBytes, randomInt } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Attribute, attribute, valuesOf } from './attributes.ts';
import { AUTHENTICATOR_BYTES, attributeTypes, VALUE_BYTES_MAX } from './codes.ts';
import { exchange, type Silence } from './exchange.ts';
import { type Answer, encodeRequest, type RequestKey } from './packet.ts';
import { PASSWORD_BYTES_MAX, type Proof, type Protocol, proofOf } from './proof.ts';

export interface RadiusServers {
  /** IPv4 or IPv6 addresses, or names; each is asked when those before it do not answer. */
  servers: readonly string[];
  port: number;
  protocol: Protocol;
  secret: string;
  /** For each time that a request is sent to a server. */
  timeoutMs: number;
  /** How often it is sent to one server again. */
  retries: number;
}

export interface RadiusQuestion {
  /** Without a domain. */
  userName: string;
  /** A password, or the code of a second factor. */
  password: string;
  /** Where the user is, for the server's own rules and records. */
  clientAddress?: string | undefined;
  /** The challenge that this answers. */
  challenge?: RadiusChallenge | undefined;
  signal?: AbortSignal | undefined;
}

/** A server wants something more to be answered. */
export interface RadiusChallenge {
  /** Only the server that asks can take the answer. */
  server: string;
  /** What the server knows the attempt by; some need none. */
  state?: Buffer | undefined;
}

export type RadiusResult =
  | { status: 'accepted'; server: string }
  | { status: 'rejected'; server: string | undefined }
  | { status: 'challenge'; prompt: string; challenge: RadiusChallenge }
  /** No server gave an answer that can be trusted. */
  | { status: 'unavailable'; failures: ServerFailure[] };

export interface ServerFailure {
  server: string;
  reason: Silence | 'unknownName' | 'unproven';
}

/** What to say of a server that did not answer; `unknownName` and so on are no words for people. */
export const failureTexts: Readonly<Record<ServerFailure['reason'], string>> = {
  silent: 'does not answer: it may be down, not know this host as a client, or have another shared secret',
  forged: 'answers with another shared secret',
  unsigned: 'answers without Message-Authenticator',
  unknownName: 'has a name that does not resolve to an address',
  unproven: 'accepts, but does not prove that it knows the password (MS-CHAPv2)',
};

const NAS_IDENTIFIER = 'alcove';

/** No prompt needs more. */
const PROMPT_LENGTH_MAX = 500;

/**
 * Asks the servers, one after another until one answers. Takes at most `timeoutMs` × (`retries` + 1) for each address.
 * @throws the signal's reason
 */
export async function askRadius(settings: RadiusServers, question: RadiusQuestion): Promise<RadiusResult> {
  // What no packet can carry cannot be right.
  if (isTooLong(question)) return { status: 'rejected', server: undefined };
  const failures: ServerFailure[] = [];
  for (const server of question.challenge ? [question.challenge.server] : settings.servers) {
    const result = await askServer(settings, server, question);
    if ('status' in result) return result;
    failures.push(result);
  }
  return { status: 'unavailable', failures };
}

function isTooLong({ userName, password }: RadiusQuestion): boolean {
  return Buffer.byteLength(userName) > VALUE_BYTES_MAX || Buffer.byteLength(password) > PASSWORD_BYTES_MAX;
}

/** Asks one server at all the addresses that its name has. */
async function askServer(
  settings: RadiusServers,
  server: string,
  question: RadiusQuestion,
): Promise<RadiusResult | ServerFailure> {
  let failure: ServerFailure = { server, reason: 'unknownName' };
  for (const address of await addressesOf(server)) {
    const { answer, proof } = await askAddress(settings, address, question);
    if (typeof answer === 'string') failure = { server, reason: answer };
    else if (answer.code === 'accept' && !proof.accepts(answer.attributes)) {
      failure = { server, reason: 'unproven' };
    } else return resultOf(answer, server);
  }
  return failure;
}

async function addressesOf(server: string): Promise<string[]> {
  if (isIP(server)) return [server];
  const found = await lookup(server, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}

/** Each address gets a request of its own: no two servers see the same random numbers. */
async function askAddress(
  { port, protocol, secret: secretText, timeoutMs, retries }: RadiusServers,
  address: string,
  { userName, password, clientAddress, challenge, signal }: RadiusQuestion,
): Promise<{ answer: Answer | Silence; proof: Proof }> {
  const secret = Buffer.from(secretText);
  const key: RequestKey = { identifier: randomInt(256), authenticator: randomBytes(AUTHENTICATOR_BYTES) };
  const proof = proofOf(protocol, { userName, password }, key, secret);
  const attributes: Attribute[] = [
    attribute(attributeTypes.userName, userName),
    ...proof.attributes,
    attribute(attributeTypes.nasIdentifier, NAS_IDENTIFIER),
    ...(clientAddress ? [attribute(attributeTypes.callingStationId, clientAddress)] : []),
    ...(challenge?.state ? [attribute(attributeTypes.state, challenge.state)] : []),
  ];
  const request = { packet: encodeRequest(key, attributes, secret), key, secret };
  return { answer: await exchange(address, port, request, { timeoutMs, retries, signal }), proof };
}

function resultOf({ code, attributes }: Answer, server: string): RadiusResult {
  if (code === 'accept') return { status: 'accepted', server };
  if (code === 'reject') return { status: 'rejected', server };
  const [state] = valuesOf(attributes, attributeTypes.state);
  return { status: 'challenge', prompt: promptOf(attributes), challenge: { server, state } };
}

/** The server's messages as one text that can be shown anywhere. */
function promptOf(attributes: readonly Attribute[]): string {
  const text = valuesOf(attributes, attributeTypes.replyMessage)
    .map((value) => value.toString())
    .join('');
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, PROMPT_LENGTH_MAX);
}
