import { tables } from '../../database/database.ts';
import { invalidValue, required } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

export const DescribeVpcAttribute: Ec2Operation<'DescribeVpcAttribute'> = async (
  context,
  input,
  { database },
) => {
  const VpcId = required(input.VpcId, 'VpcId');
  const attribute = required<string>(input.Attribute, 'Attribute');
  checkId(kinds.vpc, VpcId);
  const row = await tables<NetworksTables>(database)
    .selectFrom('networks.vpc')
    .select(['enable_dns_support', 'enable_dns_hostnames'])
    .where('vpc_id', '=', VpcId)
    .where('account_id', '=', context.accountId)
    .where('region', '=', context.region)
    .executeTakeFirst();
  if (!row) throw notFound(kinds.vpc, VpcId);
  switch (attribute) {
    case 'enableDnsSupport':
      return { VpcId, EnableDnsSupport: { Value: row.enable_dns_support } };
    case 'enableDnsHostnames':
      return { VpcId, EnableDnsHostnames: { Value: row.enable_dns_hostnames } };
    case 'enableNetworkAddressUsageMetrics':
      return { VpcId, EnableNetworkAddressUsageMetrics: { Value: false } };
    default:
      throw invalidValue(`Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
  }
};
