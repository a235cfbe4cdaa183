import { characters } from '../../base/ids.ts';

/** A new computer name, such as `WSAMZN-4KX09QZ7`: 15 characters, as NetBIOS allows. */
export function newComputerName(): string {
  return `WSAMZN-${characters('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 8)}`;
}
