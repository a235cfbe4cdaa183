import { inTransaction, tables } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { required, unsupported } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { lockVpc } from '../store/vpcs.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

const ATTRIBUTES = ['EnableDnsSupport', 'EnableDnsHostnames', 'EnableNetworkAddressUsageMetrics'] as const;

/** Sets one attribute: EC2 takes no two in one request. */
export const ModifyVpcAttribute: Ec2Operation<'ModifyVpcAttribute'> = async (
  context,
  input,
  { database },
) => {
  const vpcId = required(input.VpcId, 'VpcId');
  checkId(kinds.vpc, vpcId);
  const [attribute, another] = ATTRIBUTES.filter((name) => input[name] !== undefined);
  if (!attribute) throw new ApiError('InvalidParameterCombination', 'No attributes specified.');
  if (another) {
    throw new ApiError(
      'InvalidParameterCombination',
      `Fields for multiple attribute types specified: ${attribute}, ${another}`,
    );
  }
  const value = input[attribute]?.Value ?? false;
  if (attribute === 'EnableNetworkAddressUsageMetrics' && value)
    throw unsupported(`The attribute ${attribute}`);

  await inTransaction(database, async (transaction) => {
    if (!(await lockVpc(transaction, vpcId, context))) throw notFound(kinds.vpc, vpcId);
    const rows = tables<NetworksTables>(transaction);
    const { enable_dns_support } = await rows
      .selectFrom('networks.vpc')
      .select('enable_dns_support')
      .where('vpc_id', '=', vpcId)
      .executeTakeFirstOrThrow();
    if (attribute === 'EnableDnsHostnames' && value && !enable_dns_support) {
      throw new ApiError(
        'InvalidParameterCombination',
        'DNS hostnames can be enabled only in a VPC that has DNS support enabled.',
      );
    }
    if (attribute === 'EnableNetworkAddressUsageMetrics') return;
    await rows
      .updateTable('networks.vpc')
      .set(attribute === 'EnableDnsSupport' ? { enable_dns_support: value } : { enable_dns_hostnames: value })
      .where('vpc_id', '=', vpcId)
      .execute();
  });
  return {};
};
