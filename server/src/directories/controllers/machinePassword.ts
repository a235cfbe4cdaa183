import { randomBytes } from 'node:crypto';

/** A random password of 256 bits, which also has a character of each class that the directory may insist on. */
export function machinePassword(): string {
  return `${randomBytes(32).toString('base64url')}.Aa1`;
}
