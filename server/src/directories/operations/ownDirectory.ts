import type { Database } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import type { Directory } from '../model/directory.ts';
import { findDirectory, lockDirectory } from '../store/directories.ts';
import { directoryNotFound } from './errors.ts';

/** The caller's directory. @throws ApiError where the account has none of that id in the Region */
export async function ownDirectory(
  database: Database,
  context: RequestContext,
  directoryId = '',
): Promise<Directory> {
  const directory = await findDirectory(database, context, directoryId);
  if (!directory) throw directoryNotFound(context, directoryId);
  return directory;
}

/** Like {@link ownDirectory}; nobody else changes the directory until the transaction ends. */
export async function lockOwnDirectory(
  transaction: Database,
  context: RequestContext,
  directoryId = '',
): Promise<Directory> {
  await ownDirectory(transaction, context, directoryId);
  const directory = await lockDirectory(transaction, directoryId);
  if (!directory) throw directoryNotFound(context, directoryId);
  return directory;
}
