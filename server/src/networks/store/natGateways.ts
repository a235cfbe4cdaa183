import type { NatGateway, NatGatewayAddress } from '@aws-sdk/client-ec2';
import type { Selectable } from 'kysely';
import { type Database, tables } from '../../database/database.ts';
import type { Scope } from '../model/resources.ts';
import { ENDED_VISIBLE_MS } from '../model/workflows.ts';
import type { NatGatewayTable, NetworksTables } from '../tables.ts';
import { tagsOf } from './tags.ts';

const rows = tables<NetworksTables>;

/**
 * NAT gateways as EC2 describes them, with those that ended within the last hour.
 * @param ids all of the account in the Region where left out or empty
 */
export async function loadNatGateways(
  database: Database,
  scope: Scope,
  now: Date,
  ids: readonly string[] = [],
): Promise<NatGateway[]> {
  const found = await rows(database)
    .selectFrom('networks.nat_gateway')
    .selectAll()
    .where('account_id', '=', scope.accountId)
    .where('region', '=', scope.region)
    .where((where) =>
      where.or([
        where('ended_at', 'is', null),
        where('ended_at', '>', new Date(now.getTime() - ENDED_VISIBLE_MS)),
      ]),
    )
    .$if(ids.length > 0, (query) => query.where('nat_gateway_id', 'in', ids))
    .execute();
  const tags = await tagsOf(
    database,
    found.map((row) => row.nat_gateway_id),
  );
  return found.map((row) => ({
    NatGatewayId: row.nat_gateway_id,
    VpcId: row.vpc_id,
    SubnetId: row.subnet_id,
    State: row.state,
    ConnectivityType: 'public',
    CreateTime: row.created_at,
    ...(row.state === 'deleted' && row.ended_at && { DeleteTime: row.ended_at }),
    ...(row.failure_code !== null && {
      FailureCode: row.failure_code,
      FailureMessage: row.failure_message ?? undefined,
    }),
    NatGatewayAddresses: [addressOf(row)],
    Tags: tags(row.nat_gateway_id),
  }));
}

function addressOf(row: Selectable<NatGatewayTable>): NatGatewayAddress {
  return {
    AllocationId: row.allocation_id,
    ...(row.interface_id !== null && {
      NetworkInterfaceId: row.interface_id,
      PrivateIp: row.private_address ?? undefined,
      PublicIp: row.public_address ?? undefined,
      AssociationId: row.association_id ?? undefined,
      IsPrimary: true,
      Status: row.state === 'failed' ? 'failed' : 'succeeded',
    }),
  };
}
