import { expect, test } from 'vitest';
import { ImpossiblePassword, type PasswordRules, randomPassword } from './random-password.ts';

const DEFAULTS: PasswordRules = {
  length: 32,
  excludeCharacters: '',
  excludeNumbers: false,
  excludePunctuation: false,
  excludeUppercase: false,
  excludeLowercase: false,
  includeSpace: false,
  requireEachIncludedType: true,
};
const make = (rules: Partial<PasswordRules> = {}) => randomPassword({ ...DEFAULTS, ...rules });
const TYPES = [/[a-z]/, /[A-Z]/, /[0-9]/, /[!-/:-@[-`{-~]/];

test('has the length asked for and each type, however short', () => {
  for (let round = 0; round < 200; round++) {
    const password = make({ length: 4 });
    expect(password).toHaveLength(4);
    for (const type of TYPES) expect(password).toMatch(type);
  }
  expect(make({ length: 4096 })).toHaveLength(4096);
});

test('has all 94 printable characters to choose from, and the space on request', () => {
  const characters = (rules: Partial<PasswordRules>) => new Set(make({ length: 4096, ...rules }));
  expect(characters({}).size).toBe(94);
  expect(characters({}).has(' ')).toBe(false);
  expect(characters({ includeSpace: true }).size).toBe(95);
});

test.each([
  ['excludeLowercase', /[a-z]/],
  ['excludeUppercase', /[A-Z]/],
  ['excludeNumbers', /[0-9]/],
  ['excludePunctuation', /[^a-zA-Z0-9]/],
] as const)('%s leaves the type out', (rule, type) => {
  expect(make({ length: 4096, [rule]: true })).not.toMatch(type);
});

test('excluded characters never appear, and a type that they empty is not required', () => {
  expect(make({ length: 4096, excludeCharacters: '"@/\\aZ9' })).not.toMatch(/["@/\\aZ9]/);
  expect(make({ length: 3, excludeCharacters: '0123456789' })).not.toMatch(/[0-9]/);
});

test('every place holds every type equally often', () => {
  const rounds = 4000;
  const digitsAt = [0, 0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    const place = make({ length: 4 }).search(/[0-9]/);
    digitsAt[place] = (digitsAt[place] ?? 0) + 1;
  }
  // Five standard deviations of a fair draw are 137.
  for (const count of digitsAt) expect(Math.abs(count - rounds / 4)).toBeLessThan(137);
});

test('every character is equally likely', () => {
  const counts = new Map<string, number>();
  const length = 4096;
  for (let round = 0; round < 20; round++) {
    const rules = { length, requireEachIncludedType: false, excludePunctuation: true };
    for (const character of make(rules)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const expected = (20 * length) / 62;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 61 degrees of freedom: a fair draw exceeds 137 about once in ten million runs.
  expect(counts.size).toBe(62);
  expect(chiSquare).toBeLessThan(137);
});

test('rules that leave nothing, or no room, are impossible', () => {
  const nothing = {
    excludeLowercase: true,
    excludeUppercase: true,
    excludeNumbers: true,
    excludePunctuation: true,
  };
  expect(() => make(nothing)).toThrow(ImpossiblePassword);
  expect(make({ ...nothing, includeSpace: true, length: 2 })).toBe('  ');
  expect(() => make({ length: 3 })).toThrow(ImpossiblePassword);
  expect(make({ length: 3, requireEachIncludedType: false })).toHaveLength(3);
});
