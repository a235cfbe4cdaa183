import { expect, it } from 'vitest';
import { resultOf } from './passwords.ts';

const message = (data: string) =>
  `80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data ${data}, v1db1`;

it.each([
  ['52e', 'rejected'],
  ['525', 'rejected'],
  ['530', 'disabled'],
  ['532', 'expired'],
  ['533', 'disabled'],
  ['701', 'accountExpired'],
  ['773', 'mustChange'],
  ['775', 'locked'],
])('reads data %s as %s', (data, result) => {
  expect(resultOf(message(data))).toBe(result);
});

it('rejects where no reason is given', () => {
  expect(resultOf('Simple Bind Failed')).toBe('rejected');
});
