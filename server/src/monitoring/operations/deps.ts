import type { Database } from '../../database/database.ts';
import type { Operation } from '../../wire/operation.ts';
import type { CloudWatchSdk, LogsSdk } from '../service.ts';

/** What the operations of CloudWatch and CloudWatch Logs need. */
export interface Deps {
  database: Database;
}

export type CloudWatchOperation<Name extends string> = Operation<CloudWatchSdk, Name, Deps>;
export type LogsOperation<Name extends string> = Operation<LogsSdk, Name, Deps>;
