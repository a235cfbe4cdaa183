import { newId } from '../../base/ids.ts';
import { inTransaction, tables } from '../../database/database.ts';
import { ApiError } from '../../wire/operation.ts';
import { invalidValue, refuseUnsupported, required } from '../model/errors.ts';
import { checkId, kinds, notFound } from '../model/kinds.ts';
import { specifiedTags } from '../model/tags.ts';
import { checkSubnetBlock, readCidrBlock } from '../model/vpcs.ts';
import { applyNetwork } from '../model/workflows.ts';
import { zonesOf } from '../model/zones.ts';
import { loadSubnets } from '../store/subnets.ts';
import { putTags } from '../store/tags.ts';
import { lockVpc } from '../store/vpcs.ts';
import type { NetworksTables } from '../tables.ts';
import type { Ec2Operation } from './deps.ts';

export const CreateSubnet: Ec2Operation<'CreateSubnet'> = async (context, input, { database, queue }) => {
  const {
    VpcId,
    CidrBlock,
    AvailabilityZone,
    AvailabilityZoneId,
    TagSpecifications,
    DryRun: _,
    ...others
  } = input;
  refuseUnsupported(others);
  const vpcId = required(VpcId, 'VpcId');
  checkId(kinds.vpc, vpcId);
  const block = readCidrBlock(required(CidrBlock, 'CidrBlock'), 'cidrBlock');
  const tags = specifiedTags(kinds.subnet, TagSpecifications);
  const zone = chooseZone(context.region, AvailabilityZone, AvailabilityZoneId);

  return inTransaction(database, async (transaction) => {
    const vpc = await lockVpc(transaction, vpcId, context);
    if (!vpc) throw notFound(kinds.vpc, vpcId);
    const rows = tables<NetworksTables>(transaction);
    const siblings = await rows
      .selectFrom('networks.subnet')
      .select('cidr_block')
      .where('vpc_id', '=', vpcId)
      .execute();
    checkSubnetBlock(
      block,
      vpc.cidrBlock,
      siblings.map((sibling) => sibling.cidr_block),
    );
    const subnetId = newId('subnet');
    await rows
      .insertInto('networks.subnet')
      .values({
        subnet_id: subnetId,
        account_id: context.accountId,
        region: context.region,
        vpc_id: vpcId,
        cidr_block: `${block}`,
        availability_zone: zone,
        state: 'pending',
        network_acl_association_id: newId('aclassoc'),
        created_at: context.clock.now(),
      })
      .execute();
    await putTags(transaction, context, kinds.subnet, subnetId, tags);
    await queue.enqueue(transaction, applyNetwork, vpcId, { vpcId });
    const [Subnet] = await loadSubnets(transaction, context, [subnetId]);
    return { Subnet };
  });
};

/** The zone that is asked for, by name or by id; the Region's first where it is left to us. */
function chooseZone(region: string, name: string | undefined, id: string | undefined): string {
  const zones = zonesOf(region);
  if (name !== undefined && id !== undefined) {
    throw new ApiError(
      'InvalidParameterCombination',
      'Specify either AvailabilityZone or AvailabilityZoneId, not both.',
    );
  }
  const zone = zones.find((one) =>
    id === undefined ? name === undefined || one.name === name : one.id === id,
  );
  if (zone) return zone.name;
  const [value, parameter] = id === undefined ? [name, 'availabilityZone'] : [id, 'availabilityZoneId'];
  const allowed = zones.map((one) => (id === undefined ? one.name : one.id)).join(', ');
  throw invalidValue(
    `Value (${value}) for parameter ${parameter} is invalid. Subnets can currently only be created in the following availability zones: ${allowed}.`,
  );
}
