/** The responses of MS-CHAP: version 1 of RFC 2433 and version 2 of RFC 2759. Names are those of the RFCs. */
import { createHash } from 'node:crypto';
import { desEncrypt } from '../base/des.ts';
import { md4 } from './md4.ts';

/** RFC 2433, section A.5, and RFC 2759, section 8.5. */
const PARITY_DATA_BYTES = 7;

/** RFC 2759, section 8.7. */
const MAGIC_1 = Buffer.from('Magic server to client signing constant', 'latin1');
const MAGIC_2 = Buffer.from('Pad to make it do more than one iteration', 'latin1');

/** NtPasswordHash: RFC 2433, section A.2. */
export function ntPasswordHash(password: string): Buffer {
  return md4(Buffer.from(password, 'utf16le'));
}

/**
 * NtChallengeResponse of version 1, RFC 2433, section A.1: 24 bytes.
 * @param challenge eight bytes
 */
export function ntChallengeResponse(challenge: Buffer, password: string): Buffer {
  const key = Buffer.concat([ntPasswordHash(password), Buffer.alloc(5)]);
  const blocks = [0, 1, 2].map((index) => {
    const start = index * PARITY_DATA_BYTES;
    return desEncrypt(withParityBits(key.subarray(start, start + PARITY_DATA_BYTES)), challenge);
  });
  return Buffer.concat(blocks);
}

/** What both sides of version 2 make their responses of. */
export interface Challenges {
  /** 16 bytes of whoever asks for the password. */
  authenticator: Buffer;
  /** 16 bytes of whoever has it. */
  peer: Buffer;
  /** Without a domain. */
  userName: string;
}

/** GenerateNTResponse of version 2, RFC 2759, section 8.1: 24 bytes. */
export function generateNtResponse(challenges: Challenges, password: string): Buffer {
  return ntChallengeResponse(challengeHash(challenges), password);
}

/** ChallengeHash: RFC 2759, section 8.2. */
export function challengeHash({ authenticator, peer, userName }: Challenges): Buffer {
  return sha1(peer, authenticator, Buffer.from(userName)).subarray(0, 8);
}

/**
 * GenerateAuthenticatorResponse of version 2, RFC 2759, section 8.7: `S=` and 40 hexadecimal digits, by which the
 * server shows that it knows the password too.
 */
export function generateAuthenticatorResponse(
  challenges: Challenges,
  password: string,
  ntResponse: Buffer,
): string {
  const passwordHashHash = md4(ntPasswordHash(password));
  const digest = sha1(passwordHashHash, ntResponse, MAGIC_1);
  return `S=${sha1(digest, challengeHash(challenges), MAGIC_2).toString('hex').toUpperCase()}`;
}

/** Spreads seven bytes over eight, each with an unused lowest bit, as DES wants its keys. */
function withParityBits(data: Buffer): Buffer {
  const bits = BigInt(`0x${data.toString('hex')}`);
  const septets = Array.from({ length: 8 }, (_, index) => (bits >> BigInt(49 - 7 * index)) & 0x7fn);
  return Buffer.from(septets.map((septet) => Number(septet) << 1));
}

function sha1(...parts: Buffer[]): Buffer {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
