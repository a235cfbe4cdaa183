import type { Operation } from '../../wire/operation.ts';
import type { IamSdk } from '../service.ts';
import { listRoles } from '../store.ts';
import type { Deps } from './index.ts';
import { cutPage, pageOf } from './paging.ts';
import { describeRole } from './roles.ts';

export const ListRoles: Operation<IamSdk, 'ListRoles', Deps> = async (context, input, { database }) => {
  const prefix = input.PathPrefix ?? '/';
  const list = JSON.stringify(['ListRoles', context.accountId, prefix]);
  const page = pageOf(context, list, input);
  const found = await listRoles(database, context.accountId, prefix, page.after, page.size + 1);
  const { items, ...more } = cutPage(context, list, page, found, (role) => role.name);
  return { Roles: items.map(describeRole), ...more };
};
