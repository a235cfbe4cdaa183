import { inTransaction, tables } from '../../database/database.ts';
import { invalidValue, required } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { applyNetwork } from '../model/workflows.ts';
import { lockRouteTable } from '../store/routeTables.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Takes a subnet's own route table away, so that the main one holds. */
export const DisassociateRouteTable: Ec2Operation<'DisassociateRouteTable'> = async (
  context,
  input,
  { database, queue },
) => {
  const id = required(input.AssociationId, 'AssociationId');
  checkId(kinds.association, id);
  await inTransaction(database, async (transaction) => {
    const rows = tables<NetworksTables>(transaction);
    const association = await rows
      .selectFrom('networks.route_table_association')
      .select(['route_table_id', 'subnet_id'])
      .where('association_id', '=', id)
      .executeTakeFirst();
    const table = association && (await lockRouteTable(transaction, context, association.route_table_id));
    if (!table) throw notFound(kinds.association, id);
    if (association.subnet_id === null) {
      throw invalidValue(`cannot disassociate the main route table association ${id}`);
    }
    const deleted = await rows
      .deleteFrom('networks.route_table_association')
      .where('association_id', '=', id)
      .returning('association_id')
      .executeTakeFirst();
    if (!deleted) throw notFound(kinds.association, id);
    await queue.enqueue(transaction, applyNetwork, table.vpcId, { vpcId: table.vpcId });
  });
  return {};
};
