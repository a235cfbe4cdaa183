import type { CreateNatGatewayRequest } from '@aws-sdk/client-ec2';
import { newId } from '../../base/ids.ts';
import { type Database, inTransaction, tables } from '../../database/database.ts';
import { ApiError, type RequestContext } from '../../wire/operation.ts';
import { invalidValue, refuseUnsupported, required, unsupported } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import type { Subnet } from '../model/resources.ts';
import { isAssignable } from '../model/subnets.ts';
import { specifiedTags } from '../model/tags.ts';
import { applyNetwork } from '../model/workflows.ts';
import { lockElasticAddress } from '../store/elasticAddresses.ts';
import { loadNatGateways } from '../store/natGateways.ts';
import { lockSubnet } from '../store/subnets.ts';
import { putTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/**
 * Begins to make a NAT gateway. What only shows while it is made (no internet gateway, an address in use, a full
 * subnet) does not fail the request but, as in EC2, makes the gateway `failed` with a reason.
 */
export const CreateNatGateway: Ec2Operation<'CreateNatGateway'> = async (
  context,
  input,
  { database, queue },
) => {
  const subnetId = required(input.SubnetId, 'SubnetId');
  checkId(kinds.subnet, subnetId);
  const allocationId = checkedAllocation(input);
  const tags = specifiedTags(kinds.natGateway, input.TagSpecifications);

  return inTransaction(database, async (transaction) => {
    const subnet = await lockSubnet(transaction, context, subnetId);
    if (!subnet) throw notFound(kinds.subnet, subnetId);
    const earlier = await findByToken(transaction, context, input);
    if (earlier) return described(transaction, context, earlier, input.ClientToken);
    if (!(await lockElasticAddress(transaction, context, allocationId))) {
      throw notFound(kinds.elasticAddress, allocationId);
    }
    checkPrivateAddress(subnet, input.PrivateIpAddress);
    const id = newId('nat');
    await tables<NetworksTables>(transaction)
      .insertInto('networks.nat_gateway')
      .values({
        nat_gateway_id: id,
        account_id: context.accountId,
        region: context.region,
        vpc_id: subnet.vpcId,
        subnet_id: subnetId,
        allocation_id: allocationId,
        requested_address: input.PrivateIpAddress ?? null,
        state: 'pending',
        client_token: input.ClientToken ?? null,
        created_at: context.clock.now(),
      })
      .execute();
    await putTags(transaction, context, kinds.natGateway, id, tags);
    await queue.enqueue(transaction, applyNetwork, subnet.vpcId, { vpcId: subnet.vpcId });
    return described(transaction, context, id, input.ClientToken);
  });
};

function checkedAllocation(input: CreateNatGatewayRequest): string {
  const { SubnetId, AllocationId, ClientToken, DryRun, TagSpecifications, PrivateIpAddress, ...others } =
    input;
  const { ConnectivityType = 'public', AvailabilityMode = 'zonal', ...rest } = others;
  refuseUnsupported(rest);
  if (ConnectivityType !== 'public') throw unsupported(`The connectivity type ${ConnectivityType}`);
  if (AvailabilityMode !== 'zonal') throw unsupported(`The availability mode ${AvailabilityMode}`);
  if (!AllocationId) {
    throw new ApiError(
      'MissingParameter',
      'The request must include the AllocationId parameter. Add the required parameter and retry the request.',
    );
  }
  checkId(kinds.elasticAddress, AllocationId);
  return AllocationId;
}

function checkPrivateAddress({ cidrBlock }: Subnet, address: string | undefined): void {
  if (address === undefined || isAssignable(cidrBlock, address)) return;
  throw invalidValue(`Address ${address} does not fall within the subnet's address range`);
}

/** The gateway that an earlier request with this one's client token made. */
async function findByToken(
  transaction: Database,
  { accountId, region }: RequestContext,
  input: CreateNatGatewayRequest,
): Promise<string | undefined> {
  if (input.ClientToken === undefined) return undefined;
  const row = await tables<NetworksTables>(transaction)
    .selectFrom('networks.nat_gateway')
    .select(['nat_gateway_id', 'subnet_id', 'allocation_id', 'requested_address'])
    .where('account_id', '=', accountId)
    .where('region', '=', region)
    .where('client_token', '=', input.ClientToken)
    .executeTakeFirst();
  if (!row) return undefined;
  const same =
    row.subnet_id === input.SubnetId &&
    row.allocation_id === input.AllocationId &&
    row.requested_address === (input.PrivateIpAddress ?? null);
  if (same) return row.nat_gateway_id;
  throw new ApiError(
    'IdempotentParameterMismatch',
    'The client token has been used before with other parameters.',
  );
}

async function described(
  transaction: Database,
  context: RequestContext,
  id: string,
  ClientToken: string | undefined,
) {
  const [NatGateway] = await loadNatGateways(transaction, context, context.clock.now(), [id]);
  return { NatGateway, ClientToken };
}
