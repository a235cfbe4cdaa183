import { expect, test } from 'vitest';
import { prefillOf } from './link.ts';

test.each([
  ['/?registrationCode=wsiad%2BABC234&userName=demo', { registrationCode: 'wsiad+ABC234', userName: 'demo' }],
  ['/?registrationCode=wsiad+ABC234', { registrationCode: 'wsiad+ABC234' }],
  ['/#wsiad+ABC234', { registrationCode: 'wsiad+ABC234' }],
  ['/#wsiad%2BABC234', { registrationCode: 'wsiad+ABC234' }],
  ['/?userName=%20', {}],
  ['/#%', { registrationCode: '%' }],
  ['/', {}],
])('%s fills in what it says', (path, prefill) => {
  expect(prefillOf(new URL(path, 'https://desktops.example.com'))).toEqual(prefill);
});

test.each([
  ['/#web%2Bworkspaces%3A%2F%2Fdemo%40wsiad%2BABC234%3FMFACode%3D123456', '123456'],
  ['/?link=workspaces%3A%2F%2Fdemo%40wsiad%2BABC234', undefined],
])('%s is a login link', (path, mfaCode) => {
  expect(prefillOf(new URL(path, 'https://desktops.example.com'))).toEqual({
    registrationCode: 'wsiad+ABC234',
    userName: 'demo',
    ...(mfaCode && { mfaCode }),
  });
});
