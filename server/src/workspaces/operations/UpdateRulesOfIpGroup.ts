import { inTransaction } from '../../database/database.ts';
import { lockIpGroup, setRules } from '../store/ipGroups.ts';
import type { WorkspacesOperation } from './deps.ts';
import { ipGroupNotFound } from './errors.ts';
import { checkRuleCount, readRules } from './ipRules.ts';

/** Replaces the rules of an IP access control group. */
export const UpdateRulesOfIpGroup: WorkspacesOperation<'UpdateRulesOfIpGroup'> = async (
  context,
  input,
  deps,
) => {
  const rules = readRules(input.UserRules ?? []);
  return inTransaction(deps.database, async (transaction) => {
    const groupId = input.GroupId ?? '';
    if (!(await lockIpGroup(transaction, context, groupId))) throw ipGroupNotFound(groupId);
    await checkRuleCount(transaction, context, rules, deps.quotas);
    await setRules(transaction, groupId, rules);
    return {};
  });
};
