import { createCipheriv, pbkdf2Sync } from 'node:crypto';
import { nfold } from './nfold.ts';

/** What Active Directory and MIT Kerberos use unless told otherwise (RFC 3962, section 4). */
const ITERATIONS = 4096;

/** The long-term key of a password for the aes128/aes256-cts-hmac-sha1-96 encryption types (RFC 3962, section 4). */
export function stringToKey(
  password: string,
  salt: Buffer | string,
  keyBits: 128 | 256,
  iterations = ITERATIONS,
): Buffer {
  const seed = pbkdf2Sync(password, salt, iterations, keyBits / 8, 'sha1');
  return deriveKey(seed, nfold(Buffer.from('kerberos'), 16));
}

/** DR(key, constant) of RFC 3961, section 5.1: the constant encrypted again and again, the results laid end to end. */
function deriveKey(key: Buffer, constant: Buffer): Buffer {
  const blocks: Buffer[] = [];
  let block = constant;
  for (let octets = 0; octets < key.length; octets += 16) {
    // One block under a zero vector: CBC with ciphertext stealing comes to the same.
    const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
    block = Buffer.concat([cipher.update(block), cipher.final()]);
    blocks.push(block);
  }
  return Buffer.concat(blocks);
}
