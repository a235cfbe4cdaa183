import { inTransaction } from '../../database/database.ts';
import { radiusSecretContext } from '../model/secrets.ts';
import { findRadius } from '../store/radius.ts';
import type { DirectoriesOperation } from './deps.ts';
import { clientError } from './errors.ts';
import { lockOwnDirectory } from './ownDirectory.ts';
import { readRadiusSettings, tryRadius } from './radius.ts';

/**
 * Changes what is said of a directory's RADIUS servers, and tries them anew; nobody signs in meanwhile. What is not
 * said, the secret included, stays as it is.
 */
export const UpdateRadius: DirectoriesOperation<'UpdateRadius'> = (context, input, deps) =>
  inTransaction(deps.database, async (transaction) => {
    const { directoryId } = await lockOwnDirectory(transaction, context, input.DirectoryId);
    const present = await findRadius(transaction, directoryId);
    if (!present) throw clientError(context, `RADIUS is not enabled for the directory ${directoryId}.`);
    const requested = input.RadiusSettings ?? {};
    const settings = readRadiusSettings(context, requested, present.settings);
    const sealedSecret =
      requested.SharedSecret === undefined
        ? present.sealedSecret
        : deps.sealer.seal(requested.SharedSecret, radiusSecretContext(directoryId));
    await tryRadius(transaction, deps, directoryId, settings, sealedSecret);
    return {};
  });
