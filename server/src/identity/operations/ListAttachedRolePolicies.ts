import type { Operation } from '../../wire/operation.ts';
import { findManagedPolicy } from '../model/managed-policies.ts';
import type { IamSdk } from '../service.ts';
import { attachedPolicies, findRole } from '../store.ts';
import { noSuchRole } from './errors.ts';
import type { Deps } from './index.ts';
import { cutPage, pageOf } from './paging.ts';

export const ListAttachedRolePolicies: Operation<IamSdk, 'ListAttachedRolePolicies', Deps> = async (
  context,
  input,
  { database },
) => {
  const { RoleName = '', PathPrefix = '/' } = input;
  const role = await findRole(database, context.accountId, RoleName);
  if (!role) throw noSuchRole(RoleName);
  const list = JSON.stringify(['ListAttachedRolePolicies', context.accountId, role.id, PathPrefix]);
  const page = pageOf(context, list, input);
  // A role has ten at most: paging them in memory is as good as in SQL.
  const policies = (await attachedPolicies(database, role.id))
    .flatMap((arn) => findManagedPolicy(arn) ?? [])
    .filter((policy) => policy.path.startsWith(PathPrefix) && policy.arn > page.after);
  const { items, ...more } = cutPage(context, list, page, policies, (policy) => policy.arn);
  return {
    AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })),
    ...more,
  };
};
