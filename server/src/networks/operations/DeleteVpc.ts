import { type Database, inTransaction, tables } from '../../database/database.ts';
import { required } from '../model/errors.ts';
import { checkId, dependencyViolation, kinds, notFound } from '../model/kinds.ts';
import { applyNetwork } from '../model/workflows.ts';
import { dropTags } from '../store/tags.ts';
import { lockVpc } from '../store/vpcs.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Deletes a VPC in which nothing is left but what every VPC has. */
export const DeleteVpc: Ec2Operation<'DeleteVpc'> = async (context, input, { database, queue }) => {
  const vpcId = required(input.VpcId, 'VpcId');
  checkId(kinds.vpc, vpcId);
  await inTransaction(database, async (transaction) => {
    if (!(await lockVpc(transaction, vpcId, context))) throw notFound(kinds.vpc, vpcId);
    if (await hasDependencies(transaction, vpcId)) throw dependencyViolation(kinds.vpc, vpcId);
    await removeVpc(transaction, vpcId);
    await queue.enqueue(transaction, applyNetwork, vpcId, { vpcId });
  });
  return {};
};

async function hasDependencies(transaction: Database, vpcId: string): Promise<boolean> {
  const rows = tables<NetworksTables>(transaction);
  const found = await rows
    .selectFrom('networks.subnet')
    .select('subnet_id as id')
    .where('vpc_id', '=', vpcId)
    .unionAll(
      rows
        .selectFrom('networks.internet_gateway')
        .select('internet_gateway_id as id')
        .where('vpc_id', '=', vpcId),
    )
    .unionAll(
      rows
        .selectFrom('networks.route_table as t')
        .select('t.route_table_id as id')
        .where('t.vpc_id', '=', vpcId)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('networks.route_table_association as a')
                .select('a.association_id')
                .whereRef('a.route_table_id', '=', 't.route_table_id')
                .where('a.subnet_id', 'is', null),
            ),
          ),
        ),
    )
    .unionAll(
      rows
        .selectFrom('networks.security_group')
        .select('group_id as id')
        .where('vpc_id', '=', vpcId)
        .where('group_name', '!=', 'default'),
    )
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

async function removeVpc(transaction: Database, vpcId: string): Promise<void> {
  const rows = tables<NetworksTables>(transaction);
  await rows.deleteFrom('networks.route_table_association').where('vpc_id', '=', vpcId).execute();
  const routeTables = await rows
    .deleteFrom('networks.route_table')
    .where('vpc_id', '=', vpcId)
    .returning('route_table_id as id')
    .execute();
  const groups = await rows
    .deleteFrom('networks.security_group')
    .where('vpc_id', '=', vpcId)
    .returning('group_id as id')
    .execute();
  const acls = await rows
    .deleteFrom('networks.network_acl')
    .where('vpc_id', '=', vpcId)
    .returning('network_acl_id as id')
    .execute();
  await rows.deleteFrom('networks.vpc').where('vpc_id', '=', vpcId).execute();
  await dropTags(transaction, vpcId, ...[...routeTables, ...groups, ...acls].map((row) => row.id));
}
