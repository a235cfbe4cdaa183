import type * as Sdk from '@aws-sdk/client-workspaces';
import type { Database } from '../../database/database.ts';
import type { Operation, OperationName } from '../../wire/operation.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { HostSize } from '../model/hostSize.ts';
import type { Quotas } from '../model/quotas.ts';

/** What the operations of WorkSpaces need. */
export interface Deps {
  database: Database;
  queue: WorkflowQueue;
  /** The defaults; what an account may have is asked of store/quotas. */
  quotas: Quotas;
  /** What the machine that desktops run on has. */
  host: HostSize;
  /** The range of the management network. */
  managementCidr: string;
}

export type WorkspacesSdk = typeof Sdk;

/** One operation of the service. */
export type WorkspacesOperation<Name extends OperationName<WorkspacesSdk> & string> = Operation<
  WorkspacesSdk,
  Name,
  Deps
>;
