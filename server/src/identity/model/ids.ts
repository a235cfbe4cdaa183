import { randomBytes } from 'node:crypto';
import { characters } from '../../base/ids.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Twelve digits; the first is not zero, so that spreadsheets and YAML leave it alone. */
export function newAccountId(): string {
  return characters('123456789', 1) + characters('0123456789', 11);
}

/** `AKIA…`, 20 characters. */
export function newAccessKeyId(): string {
  return `AKIA${characters(BASE32, 16)}`;
}

/** 40 characters. */
export function newSecretAccessKey(): string {
  return randomBytes(30).toString('base64');
}

/** The unique id of a role: `AROA…`, 21 characters. */
export function newRoleId(): string {
  return `AROA${characters(BASE32, 17)}`;
}
