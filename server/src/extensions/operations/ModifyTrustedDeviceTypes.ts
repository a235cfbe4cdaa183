import { requireTrustedDevices } from '../../workspaces/index.ts';
import type { AlcoveOperation } from './deps.ts';
import { trustedDevicesResult } from './trustedDevices.ts';

/** Says of which device types only trusted devices are let in; of the types left out, all devices are. */
export const ModifyTrustedDeviceTypes: AlcoveOperation<'ModifyTrustedDeviceTypes'> = async (
  context,
  { DirectoryId: directoryId = '', DeviceTypes: deviceTypes = [] },
  { database },
) => trustedDevicesResult(await requireTrustedDevices(database, context, directoryId, deviceTypes));
