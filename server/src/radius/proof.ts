import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type Attribute, attribute, microsoftAttribute, microsoftValuesOf } from './attributes.ts';
import { AUTHENTICATOR_BYTES, attributeTypes, microsoftTypes } from './codes.ts';
import {
  type Challenges,
  generateAuthenticatorResponse,
  generateNtResponse,
  ntChallengeResponse,
} from './msChap.ts';
import { md5, type RequestKey } from './packet.ts';

/** How a password or code is shown to a RADIUS server, with the names of the Directory Service's API. */
export type Protocol = 'PAP' | 'CHAP' | 'MS-CHAPv1' | 'MS-CHAPv2';

export interface Credentials {
  /** Without a domain. */
  userName: string;
  password: string;
}

/** What shows a password in one request. */
export interface Proof {
  attributes: Attribute[];
  /** Whether an Access-Accept with these attributes comes from who knows the password too, where the protocol says. */
  accepts(answer: readonly Attribute[]): boolean;
}

/** Tests give what is random otherwise. */
export type RandomBytes = (size: number) => Buffer;

/** RFC 2865, section 5.2: longer ones cannot be hidden. */
export const PASSWORD_BYTES_MAX = 128;

export function proofOf(
  protocol: Protocol,
  credentials: Credentials,
  request: RequestKey,
  secret: Buffer,
  random: RandomBytes = randomBytes,
): Proof {
  const { password } = credentials;
  switch (protocol) {
    case 'PAP':
      return unproven([
        attribute(attributeTypes.userPassword, hidePassword(password, request.authenticator, secret)),
      ]);
    case 'CHAP':
      return unproven(chapAttributes(password, random));
    case 'MS-CHAPv1':
      return unproven(msChap1Attributes(password, random));
    case 'MS-CHAPv2':
      return msChap2Proof(credentials, random);
  }
}

function unproven(attributes: Attribute[]): Proof {
  return { attributes, accepts: () => true };
}

/** User-Password: RFC 2865, section 5.2. */
export function hidePassword(password: string, authenticator: Buffer, secret: Buffer): Buffer {
  const bytes = Buffer.from(password);
  const blocks = Math.max(1, Math.ceil(bytes.length / AUTHENTICATOR_BYTES));
  const hidden = Buffer.alloc(blocks * AUTHENTICATOR_BYTES);
  bytes.copy(hidden);
  let previous = authenticator;
  for (let start = 0; start < hidden.length; start += AUTHENTICATOR_BYTES) {
    const block = hidden.subarray(start, start + AUTHENTICATOR_BYTES);
    for (const [index, mask] of md5(secret, previous).entries()) block[index] = (block[index] ?? 0) ^ mask;
    previous = block;
  }
  return hidden;
}

/** CHAP-Password and CHAP-Challenge: RFC 2865, sections 2.2, 5.3 and 5.40. */
function chapAttributes(password: string, random: RandomBytes): Attribute[] {
  const identifier = random(1);
  const challenge = random(16);
  const response = md5(identifier, Buffer.from(password), challenge);
  return [
    attribute(attributeTypes.chapPassword, Buffer.concat([identifier, response])),
    attribute(attributeTypes.chapChallenge, challenge),
  ];
}

/** MS-CHAP-Challenge and MS-CHAP-Response (RFC 2548, section 2.1), with the response of NT alone. */
function msChap1Attributes(password: string, random: RandomBytes): Attribute[] {
  const identifier = random(1);
  const challenge = random(8);
  const useNtResponse = Buffer.from([1]);
  const response = Buffer.concat([
    identifier,
    useNtResponse,
    Buffer.alloc(24), // the LAN Manager's response gives the password away
    ntChallengeResponse(challenge, password),
  ]);
  return [
    microsoftAttribute(microsoftTypes.chapChallenge, challenge),
    microsoftAttribute(microsoftTypes.chapResponse, response),
  ];
}

/** MS-CHAP-Challenge and MS-CHAP2-Response, answered by MS-CHAP2-Success (RFC 2548, section 2.3). */
function msChap2Proof({ userName, password }: Credentials, random: RandomBytes): Proof {
  const identifier = random(1);
  const challenges: Challenges = { authenticator: random(16), peer: random(16), userName };
  const ntResponse = generateNtResponse(challenges, password);
  const flags = Buffer.from([0]);
  const reserved = Buffer.alloc(8);
  const success = Buffer.concat([
    identifier,
    Buffer.from(generateAuthenticatorResponse(challenges, password, ntResponse)),
  ]);
  return {
    attributes: [
      microsoftAttribute(microsoftTypes.chapChallenge, challenges.authenticator),
      microsoftAttribute(
        microsoftTypes.chap2Response,
        Buffer.concat([identifier, flags, challenges.peer, reserved, ntResponse]),
      ),
    ],
    accepts: (answer) => {
      const [found] = microsoftValuesOf(answer, microsoftTypes.chap2Success);
      // A message may follow.
      const head = found?.subarray(0, success.length);
      return head?.length === success.length && timingSafeEqual(head, success);
    },
  };
}
