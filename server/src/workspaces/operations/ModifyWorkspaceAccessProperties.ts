import type { WorkspaceAccessProperties } from '@aws-sdk/client-workspaces';
import { type DeviceType, deviceTypes } from '../../base/deviceTypes.ts';
import { inTransaction } from '../../database/database.ts';
import type { DeviceAccess, DeviceChoices } from '../model/deviceAccess.ts';
import { chooseDeviceAccess } from '../store/deviceAccess.ts';
import type { WorkspacesOperation } from './deps.ts';
import { invalidParameter, notSupported } from './errors.ts';
import { lockUsableRegistration } from './registrations.ts';

/**
 * Says which clients a directory lets in; what is left out stays. Whoever is connected with a client that is denied is
 * disconnected.
 */
export const ModifyWorkspaceAccessProperties: WorkspacesOperation<'ModifyWorkspaceAccessProperties'> = async (
  context,
  input,
  deps,
) => {
  const { ResourceId: directoryId = '', WorkspaceAccessProperties: properties = {} } = input;
  if (properties.AccessEndpointConfig !== undefined) {
    throw notSupported(
      'Streaming through VPC endpoints is not supported: AccessEndpointConfig cannot be set.',
    );
  }
  const changes = choicesIn(properties);
  if (Object.keys(changes).length === 0) {
    throw invalidParameter('WorkspaceAccessProperties names nothing to modify.');
  }
  return inTransaction(deps.database, async (transaction) => {
    await lockUsableRegistration(transaction, context, directoryId);
    await chooseDeviceAccess(transaction, directoryId, changes);
    return {};
  });
};

function choicesIn(properties: WorkspaceAccessProperties): DeviceChoices {
  const choices: DeviceChoices = {};
  for (const type of deviceTypes) {
    const choice = properties[`DeviceType${type}`];
    if (choice !== undefined) choices[type] = choice;
  }
  return choices;
}

/** The API's form of it. */
export function accessProperties(
  access: Readonly<Record<DeviceType, DeviceAccess>>,
): WorkspaceAccessProperties {
  return Object.fromEntries(deviceTypes.map((type) => [`DeviceType${type}`, access[type]]));
}
