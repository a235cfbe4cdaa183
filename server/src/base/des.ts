/** The DES block cipher, which old protocols still ask for; nothing of our own is to use it. */
import { createCipheriv } from 'node:crypto';

/**
 * Encrypts whole blocks of eight bytes, each for itself: single DES, which Node's OpenSSL offers only as triple DES
 * with three times the same key.
 * @param key eight bytes, of each of which DES ignores the lowest bit
 */
export function desEncrypt(key: Buffer, data: Buffer): Buffer {
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null);
  return Buffer.concat([cipher.setAutoPadding(false).update(data), cipher.final()]);
}
