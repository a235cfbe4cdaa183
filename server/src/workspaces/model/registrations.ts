import { characters } from '../../base/ids.ts';
import { airportCodes } from './airportCodes.ts';

export type RegistrationState = 'REGISTERING' | 'REGISTERED' | 'DEREGISTERING' | 'ERROR';

const CODE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789';

/**
 * A new registration code: `ws`, the Region's airport code, `+` and six characters that nobody mistakes for
 * one another, such as `wsiad+7K2MXQ`.
 */
export function newRegistrationCode(region: string): string {
  const airport = airportCodes[region];
  if (airport === undefined) throw new Error(`The Region ${region} has no airport code.`);
  return `ws${airport}+${characters(CODE_ALPHABET, 6)}`;
}

/** A code as a person typed it, in the form in which codes are kept. */
export function normalizeRegistrationCode(typed: string): string {
  const [place = '', secret = ''] = typed.trim().split('+');
  return `${place.toLowerCase()}+${secret.toUpperCase()}`;
}
