import { type Database, inTransaction, tables } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { required } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { applyNetwork } from '../model/workflows.ts';
import { lockInternetGateway } from '../store/internetGateways.ts';
import { lockVpc } from '../store/vpcs.ts';
import type { NetworksTables } from '../tables.ts';
import type { Deps } from './deps.ts';

/** The internet gateway and the VPC that a request names, both locked. */
export interface GatewayAndVpc {
  gatewayId: string;
  vpcId: string;
  /** The VPC that the gateway is attached to now. */
  attachedTo: string | null;
}

/**
 * Attaches the named gateway to the named VPC, or detaches it, and has the fabric follow.
 * @param check throws an ApiError where the change must not be
 */
export function changeGatewayAttachment(
  context: RequestContext,
  input: { InternetGatewayId?: string | undefined; VpcId?: string | undefined },
  { database, queue }: Pick<Deps, 'database' | 'queue'>,
  change: 'attach' | 'detach',
  check: (transaction: Database, both: GatewayAndVpc) => Promise<void>,
): Promise<void> {
  const gatewayId = required(input.InternetGatewayId, 'InternetGatewayId');
  const vpcId = required(input.VpcId, 'VpcId');
  checkId(kinds.internetGateway, gatewayId);
  checkId(kinds.vpc, vpcId);
  return inTransaction(database, async (transaction) => {
    if (!(await lockVpc(transaction, vpcId, context))) throw notFound(kinds.vpc, vpcId);
    const gateway = await lockInternetGateway(transaction, context, gatewayId);
    if (!gateway) throw notFound(kinds.internetGateway, gatewayId);
    await check(transaction, { gatewayId, vpcId, attachedTo: gateway.vpcId });
    await tables<NetworksTables>(transaction)
      .updateTable('networks.internet_gateway')
      .set({ vpc_id: change === 'attach' ? vpcId : null })
      .where('internet_gateway_id', '=', gatewayId)
      .execute();
    await queue.enqueue(transaction, applyNetwork, vpcId, { vpcId });
  });
}
