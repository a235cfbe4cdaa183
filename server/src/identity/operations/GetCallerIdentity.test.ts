import { expect, test } from 'vitest';
import { testContext } from '../../wire/testing.ts';
import { GetCallerIdentity } from './GetCallerIdentity.ts';

test('tells who signed the request', async () => {
  const context = testContext({ accountId: '210987654321' });
  expect(await GetCallerIdentity(context, {}, { database: {} as never })).toEqual({
    UserId: '210987654321',
    Account: '210987654321',
    Arn: 'arn:aws:iam::210987654321:root',
  });
});
