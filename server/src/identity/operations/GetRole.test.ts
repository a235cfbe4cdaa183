import { afterAll, beforeAll, expect, test } from 'vitest';
import { testContext } from '../../wire/testing.ts';
import { type IdentityFixture, identityFixture, TRUST_POLICY } from '../testing.ts';
import { CreateRole } from './CreateRole.ts';
import { GetRole } from './GetRole.ts';

let identity: IdentityFixture;
beforeAll(async () => {
  identity = await identityFixture();
});
afterAll(() => identity.close());

test('a role is found in whatever case its name is written, by its own account alone', async () => {
  const { context } = identity;
  await CreateRole(context, { RoleName: 'Builder', AssumeRolePolicyDocument: TRUST_POLICY }, identity);
  const { Role } = await GetRole(context, { RoleName: 'builder' }, identity);
  expect(Role?.RoleName).toBe('Builder');
  const stranger = testContext({ accountId: '999999999999' });
  await expect(GetRole(stranger, { RoleName: 'Builder' }, identity)).rejects.toMatchObject({
    code: 'NoSuchEntityException',
    message: 'The role with name Builder cannot be found.',
  });
});
