import { ApiError } from '../../wire/operation.ts';
import { changeSessionPolicy } from '../../workspaces/index.ts';
import type { AlcoveOperation } from './deps.ts';
import { directoryPolicy, fromMembers } from './sessionPolicy.ts';

/** Sets members of a directory's session policy. It holds at once, for sessions that are open as well. */
export const ModifySessionPolicy: AlcoveOperation<'ModifySessionPolicy'> = async (
  context,
  { DirectoryId: directoryId = '', SessionPolicy: wanted = {} },
  { database },
) => {
  const changes = fromMembers(wanted);
  if (Object.keys(changes).length === 0) {
    throw new ApiError('InvalidParameterValuesException', 'SessionPolicy names nothing to modify.');
  }
  const part = await changeSessionPolicy(database, context, directoryId, (set) => ({ ...set, ...changes }));
  return directoryPolicy(directoryId, part);
};
