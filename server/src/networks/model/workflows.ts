import type { WorkflowName } from '../../workflows/workflow.ts';

/**
 * Makes the fabric what the database says of the VPC, then settles what waited for that. Its key is the VPC's id, so
 * that an older state never overwrites a newer one.
 */
export const applyNetwork: WorkflowName<{ vpcId: string }> = { type: 'networks.apply' };

/**
 * Removes the row of a NAT gateway that ended, once it has been seen for long enough. Its key is the gateway's id;
 * a gateway that ended again meanwhile (failed, then deleted) has a run for that end too, told by `endedAt`.
 */
export const forgetNatGateway: WorkflowName<{ natGatewayId: string; endedAt: string }> = {
  type: 'networks.forget-nat-gateway',
};

/** For how long a NAT gateway that was deleted or failed is still described, as in AWS. */
export const ENDED_VISIBLE_MS = 60 * 60 * 1000;
