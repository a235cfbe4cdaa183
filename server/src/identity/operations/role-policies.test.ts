import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findManagedPolicy } from '../model/managed-policies.ts';
import { type IdentityFixture, identityFixture, TRUST_POLICY } from '../testing.ts';
import { AttachRolePolicy } from './AttachRolePolicy.ts';
import { CreateRole } from './CreateRole.ts';
import { DeleteRole } from './DeleteRole.ts';
import { DetachRolePolicy } from './DetachRolePolicy.ts';
import { GetRole } from './GetRole.ts';
import { ListAttachedRolePolicies } from './ListAttachedRolePolicies.ts';

let identity: IdentityFixture;
let RoleName: string;
let count = 0;
beforeAll(async () => {
  identity = await identityFixture();
});
afterAll(() => identity.close());
beforeEach(async () => {
  RoleName = `role-${++count}`;
  await CreateRole(identity.context, { RoleName, AssumeRolePolicyDocument: TRUST_POLICY }, identity);
});

const arnOf = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const attach = (name: string) =>
  AttachRolePolicy(identity.context, { RoleName, PolicyArn: arnOf(name) }, identity);
const detach = (name: string) =>
  DetachRolePolicy(identity.context, { RoleName, PolicyArn: arnOf(name) }, identity);
const list = (input = {}) => ListAttachedRolePolicies(identity.context, { RoleName, ...input }, identity);

test('AttachRolePolicy attaches a policy once, ListAttachedRolePolicies tells', async () => {
  await attach('ReadOnlyAccess');
  await attach('ReadOnlyAccess');
  await attach('IAMFullAccess');
  expect(await list()).toEqual({
    AttachedPolicies: [
      { PolicyName: 'IAMFullAccess', PolicyArn: arnOf('IAMFullAccess') },
      { PolicyName: 'ReadOnlyAccess', PolicyArn: arnOf('ReadOnlyAccess') },
    ],
    IsTruncated: false,
  });
});

test('ListAttachedRolePolicies pages', async () => {
  await attach('ReadOnlyAccess');
  await attach('IAMFullAccess');
  const first = await list({ MaxItems: 1 });
  expect(first).toMatchObject({ AttachedPolicies: [{ PolicyName: 'IAMFullAccess' }], IsTruncated: true });
  const second = await list({ MaxItems: 1, Marker: first.Marker });
  expect(second).toMatchObject({ AttachedPolicies: [{ PolicyName: 'ReadOnlyAccess' }], IsTruncated: false });
  await expect(list({ Marker: 'nonsense' })).rejects.toMatchObject({ code: 'ValidationError' });
});

test('AttachRolePolicy refuses policies that do not exist, and more than ten', async () => {
  await expect(attach('Nonsense')).rejects.toMatchObject({
    code: 'NoSuchEntityException',
    message: `Policy ${arnOf('Nonsense')} does not exist or is not attachable.`,
  });
  const names = [
    'AdministratorAccess',
    'PowerUserAccess',
    'AmazonWorkSpacesAdmin',
    'AmazonWorkSpacesServiceAccess',
    'AmazonWorkSpacesSelfServiceAccess',
    'AmazonEC2FullAccess',
    'AmazonEC2ReadOnlyAccess',
    'CloudWatchFullAccess',
    'CloudWatchReadOnlyAccess',
    'IAMReadOnlyAccess',
  ];
  for (const name of names) await attach(name);
  await expect(attach('ReadOnlyAccess')).rejects.toMatchObject({ code: 'LimitExceededException' });
  await attach('IAMReadOnlyAccess');
  expect(names.every((name) => findManagedPolicy(arnOf(name)))).toBe(true);
});

test('DetachRolePolicy takes a policy away that is attached', async () => {
  await attach('ReadOnlyAccess');
  await detach('ReadOnlyAccess');
  expect((await list()).AttachedPolicies).toEqual([]);
  await expect(detach('ReadOnlyAccess')).rejects.toMatchObject({ code: 'NoSuchEntityException' });
});

test('DeleteRole wants the policies detached first', async () => {
  await attach('ReadOnlyAccess');
  const remove = () => DeleteRole(identity.context, { RoleName }, identity);
  await expect(remove()).rejects.toMatchObject({
    code: 'DeleteConflictException',
    message: 'Cannot delete entity, must detach all policies first.',
  });
  await detach('ReadOnlyAccess');
  await remove();
  await expect(remove()).rejects.toMatchObject({ code: 'NoSuchEntityException' });
  await expect(GetRole(identity.context, { RoleName }, identity)).rejects.toMatchObject({
    code: 'NoSuchEntityException',
  });
});

test('all of them tell of a role that does not exist', async () => {
  RoleName = 'nobody';
  for (const call of [() => attach('ReadOnlyAccess'), () => detach('ReadOnlyAccess'), list]) {
    await expect(call()).rejects.toMatchObject({
      code: 'NoSuchEntityException',
      message: 'The role with name nobody cannot be found.',
    });
  }
});
