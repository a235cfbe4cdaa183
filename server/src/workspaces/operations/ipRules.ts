import type { IpRuleItem } from '@aws-sdk/client-workspaces';
import type { Database } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { isIpRule } from '../model/ipRules.ts';
import type { Quotas } from '../model/quotas.ts';
import { quotaOf } from '../store/quotas.ts';
import type { IpRule } from '../tables.ts';
import { invalidParameter, limitExceeded } from './errors.ts';

/**
 * The rules of a request, checked.
 * @throws ApiError where one is no address or range, or is given twice
 */
export function readRules(items: readonly IpRuleItem[]): IpRule[] {
  const rules = items.map(({ ipRule = '', ruleDesc }) => {
    if (!isIpRule(ipRule)) {
      throw invalidParameter(
        `The IP rule '${ipRule}' is neither an IPv4 or IPv6 address nor a range of them.`,
      );
    }
    return ruleDesc === undefined ? { ipRule } : { ipRule, ruleDesc };
  });
  const ranges = new Set(rules.map((rule) => rule.ipRule));
  if (ranges.size < rules.length) throw invalidParameter('An IP rule may be given only once.');
  return rules;
}

/** @throws ApiError where the rules are more than a group of the account may have */
export async function checkRuleCount(
  transaction: Database,
  context: RequestContext,
  rules: readonly IpRule[],
  defaults: Quotas,
): Promise<void> {
  const most = await quotaOf(transaction, context, 'rulesPerIpGroup', defaults);
  if (rules.length > most) {
    throw limitExceeded(`An IP access control group may have ${most} rules at most.`);
  }
}
