import type { InternetGateway } from '@aws-sdk/client-ec2';
import { type Database, tables } from '../../database/database.ts';
import type { Scope } from '../model/resources.ts';
import type { NetworksTables } from '../tables.ts';
import { tagsOf } from './tags.ts';

const rows = tables<NetworksTables>;

/** Takes the gateway's lock until the transaction ends. Take that of its VPC before. */
export async function lockInternetGateway(
  transaction: Database,
  { accountId, region }: Scope,
  internetGatewayId: string,
): Promise<{ vpcId: string | null } | undefined> {
  const row = await rows(transaction)
    .selectFrom('networks.internet_gateway')
    .select('vpc_id')
    .where('internet_gateway_id', '=', internetGatewayId)
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .forUpdate()
    .executeTakeFirst();
  return row && { vpcId: row.vpc_id };
}

/** The gateway that is attached to the VPC. */
export async function internetGatewayOf(database: Database, vpcId: string): Promise<string | undefined> {
  const row = await rows(database)
    .selectFrom('networks.internet_gateway')
    .select('internet_gateway_id')
    .where('vpc_id', '=', vpcId)
    .executeTakeFirst();
  return row?.internet_gateway_id;
}

/**
 * Internet gateways as EC2 describes them.
 * @param ids all of the account in the Region where left out or empty
 */
export async function loadInternetGateways(
  database: Database,
  scope: Scope,
  ids: readonly string[] = [],
): Promise<InternetGateway[]> {
  const found = await rows(database)
    .selectFrom('networks.internet_gateway')
    .selectAll()
    .where('account_id', '=', scope.accountId)
    .where('region', '=', scope.region)
    .$if(ids.length > 0, (query) => query.where('internet_gateway_id', 'in', ids))
    .execute();
  const tags = await tagsOf(
    database,
    found.map((row) => row.internet_gateway_id),
  );
  return found.map((row) => ({
    InternetGatewayId: row.internet_gateway_id,
    OwnerId: row.account_id,
    // EC2 shows `available` here, which its model's enumeration does not list.
    Attachments: row.vpc_id === null ? [] : [{ VpcId: row.vpc_id, State: 'available' as 'attached' }],
    Tags: tags(row.internet_gateway_id),
  }));
}
