import { characters } from '../../base/ids.ts';
import type { DirectoryUser } from '../../directories/index.ts';
import type { LifecycleDeps } from './deps.ts';
import { ProvisioningError } from './provisioningError.ts';
import { workspaceRow } from './row.ts';

/** What the later steps need to know of the user. */
export interface DesktopUser {
  readonly [key: string]: string | undefined;
  /** As the directory spells it. */
  userName: string;
  displayName?: string | undefined;
  mail?: string | undefined;
}

/**
 * The WorkSpace's user in the directory, made where the operator wants that.
 * @throws ProvisioningError `ResourceNotFound.User`
 */
export async function ensureUser(deps: LifecycleDeps, workspaceId: string): Promise<DesktopUser> {
  const { directory_id: directoryId, user_name: userName } = await workspaceRow(deps.database, workspaceId);
  const present = await deps.directories.findUser(directoryId, userName);
  if (present) return desktopUser(present);
  if (!deps.createMissingUsers) {
    throw new ProvisioningError(
      'ResourceNotFound.User',
      `The directory ${directoryId} has no user ${userName}. Create the user (alcove user add), terminate this WorkSpace and create it again.`,
    );
  }
  // Nobody learns this password: an administrator sets one when the user is to come in.
  await deps.directories.createUser(directoryId, { userName, password: unknownPassword() });
  deps.log.info({ workspaceId, directoryId, userName }, 'made the missing user; it has no known password');
  const made = await deps.directories.findUser(directoryId, userName);
  if (!made) throw new Error(`The directory ${directoryId} does not show the new user ${userName}.`);
  return desktopUser(made);
}

/** The WorkSpace's user as the directory knows him; null where it does not, or he may not sign in. */
export async function assignedUser(deps: LifecycleDeps, workspaceId: string): Promise<DesktopUser | null> {
  const { directory_id: directoryId, user_name: userName } = await workspaceRow(deps.database, workspaceId);
  const present = await deps.directories.findUser(directoryId, userName);
  return present?.enabled ? desktopUser(present) : null;
}

function desktopUser({ userName, displayName, mail }: DirectoryUser): DesktopUser {
  return { userName, displayName, mail };
}

/** Long and of all four kinds of characters, so that no password policy refuses it. */
function unknownPassword(): string {
  return `Aa1!${characters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 40)}`;
}
