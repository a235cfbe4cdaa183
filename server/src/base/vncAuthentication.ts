/**
 * The VNC authentication of RFB (RFC 6143, section 7.2.2): DES with the password as its key. It is weak, so it only
 * ever runs inside TLS (docs/decisions/0005-display-security.md).
 */
import { desEncrypt } from './des.ts';
import { characters } from './ids.ts';

/** The method looks at no more than this. */
const PASSWORD_LENGTH = 8;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** VNC servers keep passwords encrypted under this key, which is the same everywhere: it hides them from a glance only. */
const FILE_KEY = Buffer.from([23, 82, 107, 6, 35, 78, 88, 7]);

/** A random password of the longest length: 47 bits. */
export function newVncPassword(): string {
  return characters(ALPHABET, PASSWORD_LENGTH);
}

/** The content of a VNC server's password file, which is as secret as the password. */
export function vncPasswordFile(password: string): Buffer {
  return encrypt(FILE_KEY, keyOf(password));
}

/** A client's answer to the server's challenge of 16 bytes. */
export function vncChallengeResponse(password: string, challenge: Buffer): Buffer {
  return encrypt(keyOf(password), challenge);
}

function keyOf(password: string): Buffer {
  const key = Buffer.alloc(PASSWORD_LENGTH);
  key.write(password, 'latin1');
  return key;
}

function encrypt(key: Buffer, data: Buffer): Buffer {
  return desEncrypt(Buffer.from(key.map(reverseBits)), data);
}

/** VNC's first implementation took the bits of each byte of the key the wrong way round, and all followed it. */
function reverseBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
}
