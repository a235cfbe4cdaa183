import { changeSessionPolicy } from '../../workspaces/index.ts';
import type { AlcoveOperation } from './deps.ts';
import { directoryPolicy, without } from './sessionPolicy.ts';

/** Goes back to the defaults: of the members that are named, or of all. */
export const ResetSessionPolicy: AlcoveOperation<'ResetSessionPolicy'> = async (
  context,
  { DirectoryId: directoryId = '', Members: removed },
  { database },
) => {
  const part = await changeSessionPolicy(database, context, directoryId, (set) =>
    removed ? without(set, removed) : {},
  );
  return directoryPolicy(directoryId, part);
};
