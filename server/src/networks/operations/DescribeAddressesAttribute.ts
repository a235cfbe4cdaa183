import { kinds } from '../model/kinds.ts';
import { select } from '../model/selection.ts';
import { loadElasticAddresses } from '../store/elasticAddresses.ts';
import type { Ec2Operation } from './deps.ts';

/** Shows addresses that have a domain name of their own for reverse look-ups: none, since nobody can set one here. */
export const DescribeAddressesAttribute: Ec2Operation<'DescribeAddressesAttribute'> = async (
  context,
  input,
  { database },
) => {
  const addresses = await loadElasticAddresses(database, context);
  const listing = {
    kind: kinds.elasticAddress,
    id: (address: { AllocationId?: string | undefined }) => address.AllocationId,
    filters: {},
  };
  // Unknown addresses are refused all the same.
  select(context, listing, { ids: input.AllocationIds }, addresses);
  return { Addresses: [] };
};
