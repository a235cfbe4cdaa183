import { expect, test } from 'vitest';
import { testContext } from '../../wire/testing.ts';
import { GetRandomPassword } from './GetRandomPassword.ts';

const call = (input: Parameters<typeof GetRandomPassword>[1]) => GetRandomPassword(testContext(), input, {});

test('is 32 characters of all types but the space by default', async () => {
  const { RandomPassword } = await call({});
  expect(RandomPassword).toMatch(/^[!-~]{32}$/);
  for (const type of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) expect(RandomPassword).toMatch(type);
});

test('honours every option', async () => {
  const { RandomPassword } = await call({
    PasswordLength: 2000,
    ExcludeCharacters: 'xyz',
    ExcludeNumbers: true,
    ExcludePunctuation: true,
    ExcludeUppercase: true,
    IncludeSpace: true,
  });
  expect(RandomPassword).toMatch(/^[a-w ]{2000}$/);
  const digits = await call({ ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true });
  expect(digits.RandomPassword).toMatch(/^[0-9]{32}$/);
  const short = await call({ PasswordLength: 1, RequireEachIncludedType: false });
  expect(short.RandomPassword).toHaveLength(1);
});

test('refuses what cannot be', async () => {
  await expect(call({ PasswordLength: 3 })).rejects.toMatchObject({ code: 'InvalidParameterException' });
});
