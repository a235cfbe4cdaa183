import { newId } from '../../base/ids.ts';
import { inTransaction } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { countIpGroups, insertIpGroup } from '../store/ipGroups.ts';
import { lockQuotas } from '../store/locks.ts';
import { quotaOf } from '../store/quotas.ts';
import { putTags } from '../store/tags.ts';
import type { WorkspacesOperation } from './deps.ts';
import { limitExceeded } from './errors.ts';
import { checkRuleCount, readRules } from './ipRules.ts';
import { checkNewTags } from './tagging.ts';

/** Makes an IP access control group; it has no effect before it is associated with a directory. */
export const CreateIpGroup: WorkspacesOperation<'CreateIpGroup'> = async (context, input, deps) => {
  const rules = readRules(input.UserRules ?? []);
  const tags = checkNewTags(input.Tags);
  const name = input.GroupName ?? '';
  return inTransaction(deps.database, async (transaction) => {
    await lockQuotas(transaction, context);
    await checkRuleCount(transaction, context, rules, deps.quotas);
    const groupsMax = await quotaOf(transaction, context, 'ipGroups', deps.quotas);
    if ((await countIpGroups(transaction, context)) >= groupsMax) {
      throw limitExceeded(`An account may have ${groupsMax} IP access control groups in a Region.`);
    }
    const groupId = newId('wsipg');
    const made = await insertIpGroup(transaction, {
      group_id: groupId,
      account_id: context.accountId,
      region: context.region,
      group_name: name,
      group_desc: input.GroupDesc ?? null,
      rules: JSON.stringify(rules),
      created_at: context.clock.now(),
    });
    if (!made) {
      throw new ApiError(
        'ResourceAlreadyExistsException',
        `An IP access control group named ${name} exists already.`,
      );
    }
    await putTags(transaction, groupId, tags);
    return { GroupId: groupId };
  });
};
