import type { DeviceType } from '../../base/deviceTypes.ts';

/** Who signed in, from where and with what. */
export interface SignedIn {
  workspaceId: string;
  directoryId: string;
  clientAddress: string;
  deviceType: DeviceType;
  at: Date;
}

/** Product and platform as the guide's "WorkSpaces Events" spells them; the thin client is younger than it. */
const clients: Readonly<Record<DeviceType, readonly [product: string, platform: string]>> = {
  Windows: ['WorkSpaces Desktop client', 'Windows'],
  Osx: ['WorkSpaces Desktop client', 'OSX'],
  Linux: ['WorkSpaces Desktop client', 'Linux'],
  Ios: ['Amazon WorkSpaces Mobile client', 'iOS'],
  Android: ['WorkSpaces Mobile client', 'Android'],
  ChromeOs: ['WorkSpaces Chrome client', 'Chrome'],
  Web: ['WorkSpaces Web client', 'Web'],
  ZeroClient: ['Teradici PCoIP Zero Client', 'Teradici PCoIP Zero Client and Tera2'],
  WorkSpacesThinClient: ['WorkSpaces Thin Client', 'WorkSpaces Thin Client'],
};

/** The detail of the event "WorkSpaces Access" (guide, "Monitor Your WorkSpaces Using CloudWatch Events"). */
export function accessEventDetail({ workspaceId, directoryId, clientAddress, deviceType, at }: SignedIn) {
  const [product, platform] = clients[deviceType];
  return {
    clientIpAddress: clientAddress,
    actionType: 'successfulLogin',
    workspacesClientProductName: product,
    loginTime: at.toISOString(),
    clientPlatform: platform,
    directoryId,
    workspaceId,
  };
}
