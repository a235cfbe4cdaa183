import { inTransaction } from '../../database/database.ts';
import { updateRegistration } from '../store/registrations.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter, notSupported } from './errors.ts';
import { lockUsableRegistration } from './registrations.ts';

/** Decides whether a directory's users come back after a cut without their password. */
export const ModifyClientProperties: WorkspacesOperation<'ModifyClientProperties'> = async (
  context,
  input,
  deps,
) => {
  const { ReconnectEnabled: reconnect, LogUploadEnabled: logUpload } = input.ClientProperties ?? {};
  if (reconnect === undefined && logUpload === undefined) {
    throw invalidParameter('ClientProperties names nothing to modify.');
  }
  if (logUpload === 'ENABLED') {
    throw notSupported('The web client keeps no logs that it could upload: LogUploadEnabled stays DISABLED.');
  }
  const directoryId = input.ResourceId ?? '';
  return inTransaction(deps.database, async (transaction) => {
    await lockUsableRegistration(transaction, context, directoryId);
    if (reconnect !== undefined) {
      await updateRegistration(transaction, directoryId, { reconnect_enabled: reconnect === 'ENABLED' });
    }
    return {};
  });
};
