import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureWorkspacesDefaultRole } from './default-role.ts';
import { attachedPolicies, detachPolicy, findRole } from './store.ts';
import { type IdentityFixture, identityFixture } from './testing.ts';

let identity: IdentityFixture;
beforeAll(async () => {
  identity = await identityFixture();
});
afterAll(() => identity.close());

test('the default role is made once, with both policies, and then left alone', async () => {
  const { database, root, context } = identity;
  const ensure = () => ensureWorkspacesDefaultRole(database, root.accountId, context.clock);
  await Promise.all([ensure(), ensure(), ensure()]);
  const role = await findRole(database, root.accountId, 'workspaces_DefaultRole');
  expect(JSON.parse(role?.assumeRolePolicyDocument ?? '').Statement[0].Principal).toEqual({
    Service: 'workspaces.amazonaws.com',
  });
  const id = role?.id ?? '';
  expect(await attachedPolicies(database, id)).toEqual([
    'arn:aws:iam::aws:policy/AmazonWorkSpacesSelfServiceAccess',
    'arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess',
  ]);

  await detachPolicy(database, id, 'arn:aws:iam::aws:policy/AmazonWorkSpacesSelfServiceAccess');
  await ensure();
  expect(await attachedPolicies(database, id)).toHaveLength(1);
});
