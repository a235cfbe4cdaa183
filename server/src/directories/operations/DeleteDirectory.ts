import { inTransaction } from '../../database/database.ts';
import { deleteDirectory } from '../model/workflows.ts';
import { changeStage } from '../store/directories.ts';
import { holdsOf } from '../store/holds.ts';
import type { DirectoriesOperation } from './deps.ts';
import { clientError } from './errors.ts';
import { lockOwnDirectory } from './ownDirectory.ts';

/**
 * Deletes a directory with all its data. Refused while an application uses it; accepted while the application's
 * release is under way, since the deletion then comes behind it.
 */
export const DeleteDirectory: DirectoriesOperation<'DeleteDirectory'> = (context, input, deps) =>
  inTransaction(deps.database, async (transaction) => {
    const { directoryId, stage } = await lockOwnDirectory(transaction, context, input.DirectoryId);
    if (stage === 'Deleting') return { DirectoryId: directoryId };

    const holds = await holdsOf(transaction, directoryId);
    if (holds.some((hold) => hold.kind === 'active')) {
      throw clientError(context, 'Cannot delete the directory because it still has authorized applications.');
    }
    await changeStage(transaction, directoryId, 'Deleting', context.clock.now());
    await deps.queue.enqueue(transaction, deleteDirectory, directoryId, { directoryId });
    return { DirectoryId: directoryId };
  });
