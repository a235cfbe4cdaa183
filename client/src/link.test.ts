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
