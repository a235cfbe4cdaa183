import type { Operations } from '../../wire/operation.ts';
import type { DirectoriesSdk } from '../service.ts';
import { AddTagsToResource } from './AddTagsToResource.ts';
import { CreateDirectory } from './CreateDirectory.ts';
import { DeleteDirectory } from './DeleteDirectory.ts';
import { DescribeDirectories } from './DescribeDirectories.ts';
import { DisableRadius } from './DisableRadius.ts';
import type { Deps } from './deps.ts';
import { EnableRadius } from './EnableRadius.ts';
import { GetDirectoryLimits } from './GetDirectoryLimits.ts';
import { ListTagsForResource } from './ListTagsForResource.ts';
import { RemoveTagsFromResource } from './RemoveTagsFromResource.ts';
import { UpdateRadius } from './UpdateRadius.ts';

export type { Deps } from './deps.ts';

/** The operations of the Directory Service that are built. */
export const operations: Operations<DirectoriesSdk, Deps> = {
  AddTagsToResource,
  CreateDirectory,
  DeleteDirectory,
  DescribeDirectories,
  DisableRadius,
  EnableRadius,
  GetDirectoryLimits,
  ListTagsForResource,
  RemoveTagsFromResource,
  UpdateRadius,
};
