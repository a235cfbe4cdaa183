import { characters } from '../../base/ids.ts';

/** As in GetRandomPassword; what is not given is the API's default. */
export interface PasswordRules {
  readonly length: number;
  readonly excludeCharacters: string;
  readonly excludeNumbers: boolean;
  readonly excludePunctuation: boolean;
  readonly excludeUppercase: boolean;
  readonly excludeLowercase: boolean;
  readonly includeSpace: boolean;
  readonly requireEachIncludedType: boolean;
}

const TYPES = {
  lowercase: 'abcdefghijklmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numbers: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  space: ' ',
} as const;

/** Rules that leave no password to make; the message is for the caller. */
export class ImpossiblePassword extends Error {
  override name = 'ImpossiblePassword';
}

/**
 * A password of the length asked for: each one of the allowed characters is equally likely, or, when each type is
 * required, each one of those among them that have a character of every allowed type.
 * @throws ImpossiblePassword
 */
export function randomPassword(rules: PasswordRules): string {
  const types = allowedTypes(rules);
  const alphabet = types.join('');
  if (alphabet === '') {
    throw new ImpossiblePassword('There are no characters left to make a password of.');
  }
  if (!rules.requireEachIncludedType) return characters(alphabet, rules.length);
  if (types.length > rules.length) {
    throw new ImpossiblePassword('The password length is too short to contain each of the required types.');
  }
  // Drawing whole passwords until one will do favours none of them, which placing characters of each type would.
  for (;;) {
    const password = characters(alphabet, rules.length);
    if (types.every((type) => hasOneOf(password, type))) return password;
  }
}

function hasOneOf(password: string, type: string): boolean {
  for (const character of password) if (type.includes(character)) return true;
  return false;
}

/** One text of characters per type that is not excluded altogether. */
function allowedTypes(rules: PasswordRules): string[] {
  const excluded = new Set(rules.excludeCharacters);
  const types = [
    rules.excludeLowercase ? '' : TYPES.lowercase,
    rules.excludeUppercase ? '' : TYPES.uppercase,
    rules.excludeNumbers ? '' : TYPES.numbers,
    rules.excludePunctuation ? '' : TYPES.punctuation,
    rules.includeSpace ? TYPES.space : '',
  ];
  return types
    .map((type) => [...type].filter((character) => !excluded.has(character)).join(''))
    .filter((type) => type !== '');
}
