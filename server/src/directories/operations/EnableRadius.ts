import { inTransaction } from '../../database/database.ts';
import { radiusDefaults } from '../model/radius.ts';
import { radiusSecretContext } from '../model/secrets.ts';
import { findRadius } from '../store/radius.ts';
import type { DirectoriesOperation } from './deps.ts';
import { alreadyExists, clientError, invalidParameter } from './errors.ts';
import { lockOwnDirectory } from './ownDirectory.ts';
import { readRadiusSettings, tryRadius } from './radius.ts';

/**
 * Asks the users of a directory for a second factor, which RADIUS servers check. Nobody signs in until the servers
 * have been tried. What was enabled and failed may be enabled again.
 */
export const EnableRadius: DirectoriesOperation<'EnableRadius'> = (context, input, deps) =>
  inTransaction(deps.database, async (transaction) => {
    const { directoryId, stage } = await lockOwnDirectory(transaction, context, input.DirectoryId);
    if (stage === 'Deleting') throw clientError(context, 'The directory is being deleted.');
    const present = await findRadius(transaction, directoryId);
    if (present && present.status !== 'Failed') {
      throw alreadyExists(context, `RADIUS is already enabled for the directory ${directoryId}`);
    }
    const requested = input.RadiusSettings ?? {};
    const settings = readRadiusSettings(context, requested, radiusDefaults);
    if (requested.SharedSecret === undefined) {
      throw invalidParameter(context, 'The shared secret of the RADIUS servers must be specified.');
    }
    const sealedSecret = deps.sealer.seal(requested.SharedSecret, radiusSecretContext(directoryId));
    await tryRadius(transaction, deps, directoryId, settings, sealedSecret);
    return {};
  });
