import type { Database } from '../../database/database.ts';
import type { Operation } from '../../wire/operation.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { Ec2Sdk } from '../service.ts';

/** What the operations of EC2 need. */
export interface Deps {
  database: Database;
  queue: WorkflowQueue;
  /** CIDR block of the elastic addresses that the operator gives to Alcove. */
  elasticAddressPool: string;
  /** All Regions of the installation. */
  regions: readonly string[];
}

export type Ec2Operation<Name extends string> = Operation<Ec2Sdk, Name, Deps>;
