import { newId } from '../../base/ids.ts';
import { inTransaction, tables } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { invalidValue, refuseUnsupported } from '../model/errors.ts';
import { kinds } from '../model/kinds.ts';
import { specifiedTags } from '../model/tags.ts';
import { takeElasticAddress } from '../store/elasticAddresses.ts';
import { putTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Gives the account an address of the operator's pool. */
export const AllocateAddress: Ec2Operation<'AllocateAddress'> = async (
  context,
  input,
  { database, elasticAddressPool },
) => {
  const {
    Domain = 'vpc',
    NetworkBorderGroup = context.region,
    PublicIpv4Pool = 'amazon',
    TagSpecifications,
    DryRun: _,
    ...others
  } = input;
  refuseUnsupported(others);
  if (Domain !== 'vpc') throw invalidValue(`Invalid value '${Domain}' for domain.`);
  if (NetworkBorderGroup !== context.region) {
    throw invalidValue(`Invalid value '${NetworkBorderGroup}' for networkBorderGroup.`);
  }
  if (PublicIpv4Pool !== 'amazon') {
    throw new ApiError('InvalidPublicIpv4PoolID.NotFound', `The pool ID '${PublicIpv4Pool}' does not exist`);
  }
  const tags = specifiedTags(kinds.elasticAddress, TagSpecifications);

  return inTransaction(database, async (transaction) => {
    const address = await takeElasticAddress(transaction, elasticAddressPool);
    if (address === undefined) {
      throw new ApiError(
        'InsufficientAddressCapacity',
        'Not enough available addresses to satisfy your request.',
        { internal: `the pool ${elasticAddressPool} is exhausted` },
      );
    }
    const AllocationId = newId('eipalloc');
    await tables<NetworksTables>(transaction)
      .insertInto('networks.elastic_address')
      .values({
        allocation_id: AllocationId,
        account_id: context.accountId,
        region: context.region,
        address,
        association_id: null,
        interface_id: null,
        created_at: context.clock.now(),
      })
      .execute();
    await putTags(transaction, context, kinds.elasticAddress, AllocationId, tags);
    return { PublicIp: address, AllocationId, PublicIpv4Pool, NetworkBorderGroup, Domain };
  });
};
