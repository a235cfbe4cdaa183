import type { ClientPropertiesResult } from '@aws-sdk/client-workspaces';
import { ofPlace } from '../model/place.ts';
import { registrationOf } from '../store/registrations.ts';
import type { WorkspacesOperation } from './deps.ts';
import { directoryNotRegistered } from './errors.ts';

/** Tells what the clients of some registered directories may do. */
export const DescribeClientProperties: WorkspacesOperation<'DescribeClientProperties'> = async (
  context,
  input,
  deps,
) => {
  const ClientPropertiesList: ClientPropertiesResult[] = [];
  for (const directoryId of new Set(input.ResourceIds)) {
    const row = ofPlace(await registrationOf(deps.database, directoryId), context);
    if (!row) throw directoryNotRegistered(directoryId);
    ClientPropertiesList.push({
      ResourceId: directoryId,
      ClientProperties: {
        ReconnectEnabled: row.reconnect_enabled ? 'ENABLED' : 'DISABLED',
        // There is no client that uploads its logs.
        LogUploadEnabled: 'DISABLED',
      },
    });
  }
  return { ClientPropertiesList };
};
