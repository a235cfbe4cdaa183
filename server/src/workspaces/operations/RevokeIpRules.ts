import { inTransaction } from '../../database/database.ts';
import { lockIpGroup, setRules } from '../store/ipGroups.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter, ipGroupNotFound } from './errors.ts';

/** Takes rules away from an IP access control group. */
export const RevokeIpRules: WorkspacesOperation<'RevokeIpRules'> = (context, input, deps) =>
  inTransaction(deps.database, async (transaction) => {
    const groupId = input.GroupId ?? '';
    const revoked = new Set(input.UserRules);
    const group = await lockIpGroup(transaction, context, groupId);
    if (!group) throw ipGroupNotFound(groupId);
    for (const range of revoked) {
      if (!group.rules.some((rule) => rule.ipRule === range)) {
        throw invalidParameter(`The group ${groupId} has no IP rule ${range}.`);
      }
    }
    await setRules(
      transaction,
      groupId,
      group.rules.filter((rule) => !revoked.has(rule.ipRule)),
    );
    return {};
  });
