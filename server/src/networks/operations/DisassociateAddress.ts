import { tables } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { refuseUnsupported, required } from '../model/errors.ts';
import { kinds, notFound } from '../model/kinds.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

/** Only NAT gateways hold addresses so far, and those nobody else may take away. */
export const DisassociateAddress: Ec2Operation<'DisassociateAddress'> = async (
  context,
  input,
  { database },
) => {
  const { AssociationId, DryRun: _, ...others } = input;
  refuseUnsupported(others);
  const id = required(AssociationId, 'AssociationId');
  const held = await tables<NetworksTables>(database)
    .selectFrom('networks.elastic_address')
    .select('allocation_id')
    .where('association_id', '=', id)
    .where('account_id', '=', context.accountId)
    .where('region', '=', context.region)
    .executeTakeFirst();
  if (!held) throw notFound(kinds.association, id);
  throw new ApiError('AuthFailure', 'You do not have permission to access the specified resource.');
};
