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

export type DeviceType = (typeof deviceTypes)[number];
