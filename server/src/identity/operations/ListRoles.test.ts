import { afterAll, beforeAll, expect, test } from 'vitest';
import { type IdentityFixture, identityFixture, TRUST_POLICY } from '../testing.ts';
import { CreateRole } from './CreateRole.ts';
import { ListRoles } from './ListRoles.ts';

let identity: IdentityFixture;
beforeAll(async () => {
  identity = await identityFixture();
  for (const [RoleName, Path] of [
    ['b', '/x/'],
    ['a', '/x/'],
    ['c', '/'],
    ['D', '/x/y/'],
  ] as const) {
    const input = {
      RoleName,
      Path,
      AssumeRolePolicyDocument: TRUST_POLICY,
      Tags: [{ Key: 'k', Value: 'v' }],
    };
    await CreateRole(identity.context, input, identity);
  }
});
afterAll(() => identity.close());

const names = (roles: readonly { RoleName?: string | undefined }[] | undefined) =>
  roles?.map((role) => role.RoleName);

test('roles are listed by path, without their tags', async () => {
  const all = await ListRoles(identity.context, {}, identity);
  expect(names(all.Roles)).toEqual(['D', 'a', 'b', 'c']);
  expect(all.IsTruncated).toBe(false);
  expect(all.Roles?.[0]).not.toHaveProperty('Tags');
  const some = await ListRoles(identity.context, { PathPrefix: '/x/' }, identity);
  expect(names(some.Roles)).toEqual(['D', 'a', 'b']);
});

test('a marker leads to the next page', async () => {
  const first = await ListRoles(identity.context, { MaxItems: 3 }, identity);
  expect(names(first.Roles)).toEqual(['D', 'a', 'b']);
  expect(first.IsTruncated).toBe(true);
  const second = await ListRoles(identity.context, { MaxItems: 3, Marker: first.Marker }, identity);
  expect(names(second.Roles)).toEqual(['c']);
  expect(second).toMatchObject({ IsTruncated: false });
  expect(second).not.toHaveProperty('Marker');
});

test('a made up marker, or one of another list, is refused', async () => {
  const { Marker } = await ListRoles(identity.context, { MaxItems: 1 }, identity);
  for (const input of [{ Marker: 'nonsense' }, { Marker, PathPrefix: '/x/' }]) {
    await expect(ListRoles(identity.context, input, identity)).rejects.toMatchObject({
      code: 'ValidationError',
    });
  }
});
