import type { Sealer } from '../../base/seal.ts';
import type { Database } from '../../database/database.ts';
import type { Operation, OperationName } from '../../wire/operation.ts';
import type { WorkflowQueue } from '../../workflows/workflow.ts';
import type { DirectoriesSdk } from '../service.ts';

/** What the operations of the Directory Service need. */
export interface Deps {
  database: Database;
  queue: WorkflowQueue;
  sealer: Sealer;
  /** How many Simple AD directories an account may have in a Region; AWS's default is 10. */
  directoriesMax: number;
}

/** One operation of the service. */
export type DirectoriesOperation<Name extends OperationName<DirectoriesSdk> & string> = Operation<
  DirectoriesSdk,
  Name,
  Deps
>;
