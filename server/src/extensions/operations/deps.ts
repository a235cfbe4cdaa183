import type { Database } from '../../database/database.ts';
import type { Operation, OperationName } from '../../wire/operation.ts';
import type { AlcoveSdk } from '../service.ts';

/** What the operations of the service Alcove need. */
export interface Deps {
  database: Database;
}

/** One operation of the service. */
export type AlcoveOperation<Name extends OperationName<AlcoveSdk> & string> = Operation<
  AlcoveSdk,
  Name,
  Deps
>;
