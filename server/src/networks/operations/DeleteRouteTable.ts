import { inTransaction, tables } from '../../database/database.ts';
import { required } from '../model/errors.ts';
import { checkId, dependencyViolation, kinds, notFound } from '../model/kinds.ts';
import { lockRouteTable } from '../store/routeTables.ts';
import { dropTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Refused while a subnet is associated with the table, and for the VPC's main one. */
export const DeleteRouteTable: Ec2Operation<'DeleteRouteTable'> = async (context, input, { database }) => {
  const id = required(input.RouteTableId, 'RouteTableId');
  checkId(kinds.routeTable, id);
  await inTransaction(database, async (transaction) => {
    if (!(await lockRouteTable(transaction, context, id))) throw notFound(kinds.routeTable, id);
    const rows = tables<NetworksTables>(transaction);
    const association = await rows
      .selectFrom('networks.route_table_association')
      .select('association_id')
      .where('route_table_id', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (association) throw dependencyViolation(kinds.routeTable, id);
    await rows.deleteFrom('networks.route_table').where('route_table_id', '=', id).execute();
    await dropTags(transaction, id);
  });
  return {};
};
