import { afterAll, beforeAll, expect, test } from 'vitest';
import { type IdentityFixture, identityFixture, TRUST_POLICY } from '../testing.ts';
import { CreateRole } from './CreateRole.ts';
import { GetRole } from './GetRole.ts';

let identity: IdentityFixture;
beforeAll(async () => {
  identity = await identityFixture();
});
afterAll(() => identity.close());

const create = (input: Partial<Parameters<typeof CreateRole>[1]>) =>
  CreateRole(
    identity.context,
    { RoleName: 'builder', AssumeRolePolicyDocument: TRUST_POLICY, ...input },
    identity,
  );

test('a role has an ARN with its path, its trust policy percent-encoded, and its tags', async () => {
  const { Role } = await create({ Path: '/ci/', Description: 'builds', Tags: [{ Key: 'team', Value: 'a' }] });
  expect(Role).toEqual({
    Path: '/ci/',
    RoleName: 'builder',
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${identity.root.accountId}:role/ci/builder`,
    CreateDate: identity.context.clock.now(),
    AssumeRolePolicyDocument: expect.not.stringMatching(/[{"]/),
    Description: 'builds',
    MaxSessionDuration: 3600,
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST_POLICY);
  const read = await GetRole(identity.context, { RoleName: 'builder' }, identity);
  expect(read.Role).toEqual({ ...Role, RoleLastUsed: {} });
});

test('names are taken whatever their case', async () => {
  await create({ RoleName: 'taken' });
  await expect(create({ RoleName: 'TAKEN' })).rejects.toMatchObject({
    code: 'EntityAlreadyExistsException',
    message: 'Role with name TAKEN already exists.',
  });
});

test.each([
  ['no JSON', 'nonsense'],
  ['no statement', '{"Version":"2012-10-17"}'],
  ['a resource', TRUST_POLICY.replace('"Action"', '"Resource":"*","Action"')],
  ['no principal', TRUST_POLICY.replace(/"Principal":\{[^}]*\},/, '')],
  ['an unknown version', TRUST_POLICY.replace('2012', '2013')],
  ['an action without service', TRUST_POLICY.replace('sts:', '')],
])('a trust policy with %s is malformed', async (_what, document) => {
  await expect(create({ RoleName: 'malformed', AssumeRolePolicyDocument: document })).rejects.toMatchObject({
    code: 'MalformedPolicyDocumentException',
  });
});

test('tags that differ in case alone are refused', async () => {
  const Tags = [
    { Key: 'team', Value: 'a' },
    { Key: 'Team', Value: 'b' },
  ];
  await expect(create({ RoleName: 'tagged', Tags })).rejects.toMatchObject({
    code: 'InvalidInputException',
  });
});

test('what would have no effect is refused', async () => {
  const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  await expect(create({ RoleName: 'bounded', PermissionsBoundary })).rejects.toMatchObject({
    code: 'InvalidInputException',
  });
});
