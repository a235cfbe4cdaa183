import { inTransaction } from '../../database/database.ts';
import { lockIpGroup, setRules } from '../store/ipGroups.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter, ipGroupNotFound } from './errors.ts';
import { checkRuleCount, readRules } from './ipRules.ts';

/** Adds rules to an IP access control group. */
export const AuthorizeIpRules: WorkspacesOperation<'AuthorizeIpRules'> = async (context, input, deps) => {
  const added = readRules(input.UserRules ?? []);
  return inTransaction(deps.database, async (transaction) => {
    const groupId = input.GroupId ?? '';
    const group = await lockIpGroup(transaction, context, groupId);
    if (!group) throw ipGroupNotFound(groupId);
    const twice = added.find((rule) => group.rules.some((present) => present.ipRule === rule.ipRule));
    if (twice) throw invalidParameter(`The group ${groupId} has the IP rule ${twice.ipRule} already.`);
    const rules = [...group.rules, ...added];
    await checkRuleCount(transaction, context, rules, deps.quotas);
    await setRules(transaction, groupId, rules);
    return {};
  });
};
