import { type Database, inTransaction } from '../../database/database.ts';
import { defineWorkflow, type Workflow } from '../../workflows/workflow.ts';
import { fabricNetwork } from '../fabric.ts';
import { applyNetwork } from '../model/workflows.ts';
import { lockVpc } from '../store/vpcs.ts';
import type { LifecycleDeps } from './index.ts';
import { failNatGateways, settleNatGateways, startNatGateways } from './natGateways.ts';
import { type Pending, pendingIn, settle } from './settle.ts';

/** The fabric may be down for as long as its host's daemon takes to come back; the changes wait that long. */
const RETRIES = 10;

/**
 * Makes the fabric what the database says, and lets what waited for that come into its next state.
 * Whatever changes in a VPC enqueues this: the fabric is always derived as a whole, so that a run which was lost or
 * came twice does no harm.
 */
export function applyNetworkWorkflow(deps: LifecycleDeps): Workflow<{ vpcId: string }> {
  return defineWorkflow(
    applyNetwork,
    async (context) => {
      const { vpcId } = context.input;
      await context.transaction('start', (tx) => startNatGateways(tx, deps, vpcId));
      const applied = await context.step('apply', () => apply(deps, vpcId), { retries: RETRIES });
      await context.transaction('settle', async (tx) => {
        if (!(await lockVpc(tx, vpcId))) return;
        await settle(tx, vpcId, applied);
        await settleNatGateways(tx, deps, applied);
      });
    },
    (tx, _failure, { vpcId }) => failNatGateways(tx, deps, vpcId),
  );
}

/** @returns what was waiting for the state that the fabric has now */
async function apply({ database, fabric }: LifecycleDeps, vpcId: string): Promise<Pending> {
  const { network, pending } = await inTransaction(database, (tx) => snapshot(tx, vpcId));
  if (network) await fabric.ensureNetwork(network);
  else await fabric.removeNetwork(vpcId);
  return pending;
}

/** Both parts are read under the VPC's lock, so that they belong together. */
async function snapshot(tx: Database, vpcId: string) {
  await lockVpc(tx, vpcId);
  return { network: await fabricNetwork(tx, vpcId), pending: await pendingIn(tx, vpcId) };
}
