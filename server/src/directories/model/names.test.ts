import { describe, expect, it } from 'vitest';
import {
  defaultShortName,
  domainDistinguishedName,
  isComputerName,
  isDomainName,
  isShortName,
} from './names.ts';

describe('isDomainName', () => {
  it.each(['corp.example.com', 'a.local', 'Example-1.COM'])('takes %s', (name) => {
    expect(isDomainName(name)).toBe(true);
  });

  it.each([
    'corp',
    'corp\\example.com',
    '-corp.example.com',
    'corp-.com',
    'a..b',
    'a.1',
    `${'a'.repeat(61)}.com`,
  ])('refuses %s', (name) => {
    expect(isDomainName(name)).toBe(false);
  });
});

describe('isShortName', () => {
  it('wants at most 15 letters, digits, hyphens and underscores', () => {
    expect(isShortName('CORP-1_A')).toBe(true);
    expect(isShortName('A'.repeat(15))).toBe(true);
    expect(isShortName('A'.repeat(16))).toBe(false);
    expect(isShortName('CORP X')).toBe(false);
    expect(isShortName('123')).toBe(false);
  });
});

describe('defaultShortName', () => {
  it('is the first label in upper case', () => {
    expect(defaultShortName('corp.example.com')).toBe('CORP');
  });

  it('is cut to 15 characters and does not end in a hyphen', () => {
    expect(defaultShortName('workspaces-dir-ab12.local')).toBe('WORKSPACES-DIR');
  });
});

describe('isComputerName', () => {
  it('wants at most 15 characters', () => {
    expect(isComputerName('WSAMZN-1A2B3C4D')).toBe(true);
    expect(isComputerName('WSAMZN-1A2B3C4DE')).toBe(false);
    expect(isComputerName('')).toBe(false);
  });
});

it('writes the distinguished name of a domain', () => {
  expect(domainDistinguishedName('corp.example.com')).toBe('DC=corp,DC=example,DC=com');
});
