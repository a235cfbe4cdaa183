import { characters } from '../../base/ids.ts';

/** A new computer name, such as `WSAMZN-4KX09QZ7`: 15 characters, as NetBIOS allows. */
export function newComputerName(): string {
  return `WSAMZN-${characters('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 8)}`;
}

/** Whether a name is of the form that WorkSpaces' computers have. */
export function isComputerName(name: string): boolean {
  return /^WSAMZN-[A-Z0-9]{8}$/.test(name);
}
