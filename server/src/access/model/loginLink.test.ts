import { describe, expect, test } from 'vitest';
import { parseLoginLink } from './loginLink.ts';

const registrationCode = 'WSpdx+ABC12D';

describe("the forms of the guide's table", () => {
  test.each([
    ['workspaces://', {}],
    ['workspaces://@WSpdx+ABC12D', { registrationCode }],
    ['workspaces://ada@WSpdx+ABC12D', { registrationCode, userName: 'ada' }],
    [
      'workspaces://ada@WSpdx+ABC12D?MFACode=123456',
      { registrationCode, userName: 'ada', mfaCode: '123456' },
    ],
    ['workspaces://@WSpdx+ABC12D?MFACode=123456', { registrationCode, mfaCode: '123456' }],
  ])('%s', (text, link) => {
    expect(parseLoginLink(text)).toEqual(link);
    expect(parseLoginLink(`web+${text}`)).toEqual(link);
  });
});

describe('percent-encoding', () => {
  test.each([
    ['ada%40corp.example.com', 'ada@corp.example.com'],
    ['a%3Ab', 'a:b'],
    ['a%2Fb', 'a/b'],
    ['a%3Fb', 'a?b'],
    ['a%26b', 'a&b'],
    ['a%3Db', 'a=b'],
    ['CORP%5Cada', 'CORP\\ada'],
    ['CORP\\ada', 'CORP\\ada'],
    ['ada@corp.example.com', 'ada@corp.example.com'],
    ['%C3%A9mile', 'émile'],
    ['a+b', 'a+b'],
    ['100%', '100%'],
  ])('the user name %s is %s', (encoded, userName) => {
    expect(parseLoginLink(`workspaces://${encoded}@WSpdx+ABC12D`)).toEqual({ registrationCode, userName });
  });

  test('of the registration code and of the MFA code', () => {
    expect(parseLoginLink('workspaces://@WSpdx%2BABC12D?MFACode=a%26b%3Dc%2F')).toEqual({
      registrationCode,
      mfaCode: 'a&b=c/',
    });
  });
});

describe('what browsers and systems make of a link', () => {
  test.each([
    'workspaces://WSpdx+ABC12D',
    'workspaces://@WSpdx+ABC12D/',
    'WORKSPACES://@WSpdx+ABC12D',
    ' workspaces://@WSpdx+ABC12D\n',
    'workspaces://@WSpdx+ABC12D#top',
    'workspaces://@WSpdx+ABC12D?',
    'workspaces://@WSpdx+ABC12D?MFACode=',
    'workspaces://@WSpdx+ABC12D?other=1',
  ])('%s is the registration code', (text) => {
    expect(parseLoginLink(text)).toEqual({ registrationCode });
  });

  test("every form survives the browser's own reading of it", () => {
    for (const text of ['workspaces://@WSpdx+ABC12D?MFACode=1', 'workspaces://a%40b@WSpdx+ABC12D']) {
      expect(parseLoginLink(new URL(text).href)).toEqual(parseLoginLink(text));
    }
  });

  test('the name of the parameter may be in any case, and among others', () => {
    expect(parseLoginLink('workspaces://@WSpdx+ABC12D?a=b&mfacode=1/')).toEqual({
      registrationCode,
      mfaCode: '1',
    });
  });
});

test.each([
  '',
  'WSpdx+ABC12D',
  'workspaces:ada@WSpdx+ABC12D',
  'https://ada@WSpdx+ABC12D',
  'xworkspaces://@WSpdx+ABC12D',
  'workspaces://ada%1b%5B2J@WSpdx+ABC12D',
  'workspaces://ada%0A@WSpdx+ABC12D%00',
  `workspaces://@${'x'.repeat(65)}`,
  `workspaces://${'x'.repeat(257)}@WSpdx+ABC12D`,
])('%s is no link', (text) => {
  expect(parseLoginLink(text)).toBeUndefined();
});
