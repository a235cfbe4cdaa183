import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../database/database.ts';
import type { Fabric } from '../../fabric/fabric.ts';
import type { AnyWorkflow, WorkflowQueue } from '../../workflows/workflow.ts';
import { applyNetworkWorkflow } from './applyNetwork.ts';
import { forgetNatGatewayWorkflow } from './forgetNatGateway.ts';

/** What the workflows of this room need. */
export interface LifecycleDeps {
  database: Database;
  queue: WorkflowQueue;
  fabric: Pick<Fabric, 'ensureNetwork' | 'removeNetwork'>;
  clock: Clock;
}

export function workflows(deps: LifecycleDeps): AnyWorkflow[] {
  return [applyNetworkWorkflow(deps), forgetNatGatewayWorkflow];
}
