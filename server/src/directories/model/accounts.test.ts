import { describe, expect, it } from 'vitest';
import { isUserName, parseAccountName } from './accounts.ts';

const domain = { domainName: 'corp.example.com', shortName: 'CORP' };

describe('parseAccountName', () => {
  it.each(['Alice', 'CORP\\Alice', 'corp\\Alice', 'Corp.Example.com\\Alice', ' Alice '])(
    'binds %s as an account of the domain',
    (text) => {
      expect(parseAccountName(text, domain)).toEqual({ userName: 'Alice', bindName: 'CORP\\Alice' });
    },
  );

  it.each(['alice@corp.example.com', 'alice@CORP'])('binds %s as a user principal name', (text) => {
    expect(parseAccountName(text, domain)).toEqual({
      userName: 'alice',
      bindName: 'alice@corp.example.com',
    });
  });

  it.each([
    '',
    'OTHER\\alice',
    'alice@other.example.com',
    'CN=alice,CN=Users,DC=corp,DC=example,DC=com',
    'CORP\\CORP\\alice',
    '@corp.example.com',
  ])('knows no user "%s"', (text) => {
    expect(parseAccountName(text, domain)).toBeUndefined();
  });
});

describe('isUserName', () => {
  it.each(['alice', 'alice.smith', "o'neill", 'a b', '#1', 'a'.repeat(20)])('takes %s', (name) => {
    expect(isUserName(name)).toBe(true);
  });

  it.each(['', ' a', 'a.', '...', 'a/b', 'a*', 'a(b)=c', 'a\u0000', 'a'.repeat(21)])('refuses %s', (name) => {
    expect(isUserName(name)).toBe(false);
  });
});
