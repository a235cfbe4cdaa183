import { type Database, tables } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { checkId, kinds, notFound, type ResourceKind } from '../model/kinds.ts';
import type { Scope } from '../model/resources.ts';
import type { NetworksTables } from '../tables.ts';

/** Where the resources of each taggable kind stand. */
const places = [
  { kind: kinds.vpc, table: 'networks.vpc', column: 'vpc_id' },
  { kind: kinds.subnet, table: 'networks.subnet', column: 'subnet_id' },
  { kind: kinds.internetGateway, table: 'networks.internet_gateway', column: 'internet_gateway_id' },
  { kind: kinds.elasticAddress, table: 'networks.elastic_address', column: 'allocation_id' },
  { kind: kinds.natGateway, table: 'networks.nat_gateway', column: 'nat_gateway_id' },
  { kind: kinds.routeTable, table: 'networks.route_table', column: 'route_table_id' },
  { kind: kinds.securityGroup, table: 'networks.security_group', column: 'group_id' },
  { kind: kinds.networkAcl, table: 'networks.network_acl', column: 'network_acl_id' },
  { kind: kinds.networkInterface, table: 'networks.network_interface', column: 'interface_id' },
] as const;

/**
 * The kind of a resource that tags are to be put on or taken off.
 * @throws ApiError where the id is of no such kind, or the account has no such resource in the Region
 */
export async function taggableKind(
  transaction: Database,
  { accountId, region }: Scope,
  id: string,
): Promise<ResourceKind> {
  const place = places.find(({ kind }) => id.startsWith(`${kind.prefix}-`));
  if (!place) throw new ApiError('InvalidID', `The ID '${id}' is not valid`);
  checkId(place.kind, id);
  const { ref } = tables<NetworksTables>(transaction).dynamic;
  const row = await tables<NetworksTables>(transaction)
    .selectFrom(place.table as 'networks.vpc')
    .select('account_id')
    .where(ref<'vpc_id'>(place.column), '=', id)
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .forKeyShare()
    .executeTakeFirst();
  if (!row) throw notFound(place.kind, id);
  return place.kind;
}
