import { countDirectories } from '../store/directories.ts';
import type { DirectoriesOperation } from './deps.ts';

/** Tells how many directories of each kind the account may have; of the kinds that are not built it may have none. */
export const GetDirectoryLimits: DirectoriesOperation<'GetDirectoryLimits'> = async (
  context,
  _input,
  deps,
) => {
  const count = await countDirectories(deps.database, context);
  return {
    DirectoryLimits: {
      CloudOnlyDirectoriesLimit: deps.directoriesMax,
      CloudOnlyDirectoriesCurrentCount: count,
      CloudOnlyDirectoriesLimitReached: count >= deps.directoriesMax,
      CloudOnlyMicrosoftADLimit: 0,
      CloudOnlyMicrosoftADCurrentCount: 0,
      CloudOnlyMicrosoftADLimitReached: true,
      ConnectedDirectoriesLimit: 0,
      ConnectedDirectoriesCurrentCount: 0,
      ConnectedDirectoriesLimitReached: true,
    },
  };
};
