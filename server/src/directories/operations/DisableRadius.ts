import { inTransaction } from '../../database/database.ts';
import { radiusKey } from '../model/radius.ts';
import { deleteRadius } from '../store/radius.ts';
import type { DirectoriesOperation } from './deps.ts';
import { lockOwnDirectory } from './ownDirectory.ts';

/** Asks the users of a directory for no second factor any more; where none was asked for, nothing changes. */
export const DisableRadius: DirectoriesOperation<'DisableRadius'> = (context, input, deps) =>
  inTransaction(deps.database, async (transaction) => {
    const { directoryId } = await lockOwnDirectory(transaction, context, input.DirectoryId);
    await deleteRadius(transaction, directoryId);
    await deps.queue.cancel(transaction, radiusKey(directoryId));
    return {};
  });
