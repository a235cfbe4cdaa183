import { inTransaction } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { deleteIpGroup, directoriesOfIpGroup, lockIpGroup } from '../store/ipGroups.ts';
import type { WorkspacesOperation } from './deps.ts';
import { ipGroupNotFound } from './errors.ts';

/** Deletes an IP access control group that no directory uses. */
export const DeleteIpGroup: WorkspacesOperation<'DeleteIpGroup'> = (context, input, deps) =>
  inTransaction(deps.database, async (transaction) => {
    const groupId = input.GroupId ?? '';
    if (!(await lockIpGroup(transaction, context, groupId))) throw ipGroupNotFound(groupId);
    const directories = await directoriesOfIpGroup(transaction, groupId);
    if (directories.length > 0) {
      throw new ApiError(
        'ResourceAssociatedException',
        `The IP access control group ${groupId} is associated with ${directories.join(', ')}: disassociate it first.`,
      );
    }
    await deleteIpGroup(transaction, groupId);
    return {};
  });
