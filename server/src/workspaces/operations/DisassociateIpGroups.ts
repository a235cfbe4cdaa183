import { inTransaction } from '../../database/database.ts';
import { disassociate, keepIpGroups } from '../store/ipGroups.ts';
import type { WorkspacesOperation } from './deps.ts';
import { ipGroupNotFound } from './errors.ts';
import { lockUsableRegistration } from './registrations.ts';

/** Takes groups away from a directory; one that is not associated counts as done. */
export const DisassociateIpGroups: WorkspacesOperation<'DisassociateIpGroups'> = (context, input, deps) =>
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
    await disassociate(transaction, directoryId, groupIds);
    return {};
  });
