import { newId } from '../../base/ids.ts';
import { type Database, inTransaction } from '../../database/database.ts';
import type { RequestContext } from '../../wire/operation.ts';
import { operationAllowed } from '../model/stateGraph.ts';
import { createImage } from '../model/workflows.ts';
import { lockQuotas } from '../store/locks.ts';
import { putTags } from '../store/tags.ts';
import { changeState, type WorkspaceRow } from '../store/workspaces.ts';
import type { WorkspacesOperation } from './deps.ts';
import { describeImage } from './describeImage.ts';
import { invalidState } from './errors.ts';
import { addImage } from './newImages.ts';
import { lockOwnWorkspace } from './ownWorkspace.ts';
import { checkNewTags } from './tagging.ts';

/**
 * Begins to make an image of a WorkSpace, which is SUSPENDED meanwhile. What only the desktop itself can tell (guide,
 * "Requirements to Create Amazon Linux Custom Images") is found out first, and makes an image in ERROR.
 */
export const CreateWorkspaceImage: WorkspacesOperation<'CreateWorkspaceImage'> = async (
  context,
  input,
  deps,
) => {
  const tags = checkNewTags(input.Tags);
  const workspaceId = input.WorkspaceId ?? '';
  return inTransaction(deps.database, async (transaction) => {
    await lockQuotas(transaction, context);
    const row = await lockSource(transaction, context, workspaceId);
    const image = await addImage(transaction, context, deps.quotas, {
      image_id: newId('wsi'),
      name: input.Name ?? '',
      description: input.Description ?? '',
      operating_system: 'LINUX',
      root_volume_gib: row.root_volume_gib,
      source_workspace_id: workspaceId,
    });
    await putTags(transaction, image.image_id, tags);
    await changeState(transaction, workspaceId, 'suspend', { at: context.clock.now() });
    await deps.queue.enqueue(transaction, createImage, workspaceId, { imageId: image.image_id });
    return describeImage(image);
  });
};

async function lockSource(
  transaction: Database,
  context: RequestContext,
  workspaceId: string,
): Promise<WorkspaceRow> {
  const row = await lockOwnWorkspace(transaction, context, workspaceId);
  if (!operationAllowed('CreateWorkspaceImage', row.state)) {
    throw invalidState(`The WorkSpace ${workspaceId} is ${row.state}: it must be AVAILABLE.`);
  }
  if (row.modification_state !== null) {
    throw invalidState(`The WorkSpace ${workspaceId} is being modified: wait until that has ended.`);
  }
  return row;
}
