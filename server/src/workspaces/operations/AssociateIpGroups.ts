import { inTransaction } from '../../database/database.ts';
import { associate, associationsOf, keepIpGroups } from '../store/ipGroups.ts';
import { quotaOf } from '../store/quotas.ts';
import type { WorkspacesOperation } from './deps.ts';
import { ipGroupNotFound, limitExceeded } from './errors.ts';
import { lockUsableRegistration } from './registrations.ts';

/** Lets a directory's WorkSpaces be reached from the groups' ranges, in addition to those that it has. */
export const AssociateIpGroups: WorkspacesOperation<'AssociateIpGroups'> = (context, input, deps) =>
  inTransaction(deps.database, async (transaction) => {
    const directoryId = input.DirectoryId ?? '';
    const groupIds = [...new Set(input.GroupIds)];
    await lockUsableRegistration(transaction, context, directoryId);
    if (groupIds.length === 0) return {};
    const found = new Set(
      (await keepIpGroups(transaction, context, groupIds)).map((group) => group.group_id),
    );
    const missing = groupIds.find((groupId) => !found.has(groupId));
    if (missing !== undefined) throw ipGroupNotFound(missing);
    const present = (await associationsOf(transaction, [directoryId])).get(directoryId) ?? [];
    const most = await quotaOf(transaction, context, 'ipGroupsPerDirectory', deps.quotas);
    if (new Set([...present, ...groupIds]).size > most) {
      throw limitExceeded(`A directory may have ${most} IP access control groups at most.`);
    }
    await associate(transaction, directoryId, groupIds);
    return {};
  });
