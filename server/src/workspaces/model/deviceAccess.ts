import type { DeviceType } from '../../base/deviceTypes.ts';

/** What the API says of a device type (AccessPropertyValue of its reference). */
export type DeviceAccess = 'ALLOW' | 'DENY';

/**
 * Where nobody has said otherwise: the administration guide's "Control Device Access" has web access and Linux clients
 * disabled and all others enabled. Thin clients came after it, and stay out until they are let in.
 */
const DEFAULTS: Readonly<Record<DeviceType, DeviceAccess>> = {
  Windows: 'ALLOW',
  Osx: 'ALLOW',
  Web: 'DENY',
  Ios: 'ALLOW',
  Android: 'ALLOW',
  ChromeOs: 'ALLOW',
  ZeroClient: 'ALLOW',
  Linux: 'DENY',
  WorkSpacesThinClient: 'DENY',
};

/** What was said of some device types. */
export type DeviceChoices = Partial<Record<DeviceType, DeviceAccess>>;

/** Which clients a directory lets in: what was said, and the defaults for all else. */
export function deviceAccess(choices: DeviceChoices): Readonly<Record<DeviceType, DeviceAccess>> {
  return { ...DEFAULTS, ...choices };
}
