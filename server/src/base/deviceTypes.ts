/**
 * The kinds of client that the API tells apart (WorkspaceAccessProperties of its reference): every room that has to do
 * with signing in uses these names.
 */
export const deviceTypes = [
  'Windows',
  'Osx',
  'Web',
  'Ios',
  'Android',
  'ChromeOs',
  'ZeroClient',
  'Linux',
  'WorkSpacesThinClient',
] as const;

/**
 * Of which only trusted devices may be let in. The administration guide has Windows and macOS; the native client here
 * runs on Linux too, and shows certificates there as well.
 */
export const trustableDeviceTypes = ['Windows', 'Osx', 'Linux'] as const satisfies readonly DeviceType[];

export type TrustableDeviceType = (typeof trustableDeviceTypes)[number];

export type DeviceType = (typeof deviceTypes)[number];
