import { inTransaction, tables } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { invalidValue, missingParameter } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { lockElasticAddress } from '../store/elasticAddresses.ts';
import { dropTags } from '../store/tags.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Gives an address back to the pool. Refused while a NAT gateway has it: that is a service's, not the caller's. */
export const ReleaseAddress: Ec2Operation<'ReleaseAddress'> = async (context, input, { database }) => {
  const { AllocationId: allocationId, PublicIp } = input;
  if (!allocationId) {
    if (!PublicIp) throw missingParameter('AllocationId');
    throw invalidValue('You must specify an allocation id when releasing a VPC elastic IP address');
  }
  checkId(kinds.elasticAddress, allocationId);
  await inTransaction(database, async (transaction) => {
    const held = await lockElasticAddress(transaction, context, allocationId);
    if (!held) throw notFound(kinds.elasticAddress, allocationId);
    if (held.associationId !== null) {
      throw new ApiError('AuthFailure', 'You do not have permission to access the specified resource.');
    }
    await tables<NetworksTables>(transaction)
      .deleteFrom('networks.elastic_address')
      .where('allocation_id', '=', allocationId)
      .execute();
    await dropTags(transaction, allocationId);
  });
  return {};
};
