import { sql } from 'kysely';
import type { Sealer } from '../../base/seal.ts';
import type { Protocol } from '../../base/streamProtocols.ts';
import type { Database } from '../../database/database.ts';
import { AGENT_PORT, DISPLAY_PORT } from '../model/display.ts';
import { openSecrets } from '../model/secrets.ts';
import type { WorkspaceState } from '../model/states.ts';
import { own } from '../tables.ts';

/** A user's WorkSpace, as sign-in sees it. */
export interface UserWorkspace {
  workspaceId: string;
  state: WorkspaceState;
  /** As the administrator wrote it. */
  userName: string;
  directoryId: string;
  accountId: string;
  region: string;
  /** Which of the gateway's ports is for its native clients. */
  protocol: Protocol;
}

/** Where a desktop's screen is and what opens it; for the streaming gateway alone. */
export interface Desktop {
  workspaceId: string;
  state: WorkspaceState;
  userName: string;
  directoryId: string;
  managementAddress: string;
  port: number;
  vncPassword: string;
  /** Where its side channels are opened, and with what; without the secret until its next start, if it is older. */
  agent: { port: number; secret: string | undefined };
}

/**
 * The WorkSpace of a directory's user, whose name is compared without regard to case. Of two, while the user is being
 * migrated, it is the one that takes the other's place.
 */
export async function findWorkspaceOfUser(
  database: Database,
  directoryId: string,
  userName: string,
): Promise<UserWorkspace | undefined> {
  const row = await own(database)
    .selectFrom('workspaces.workspace')
    .select(['workspace_id', 'state', 'user_name', 'directory_id', 'account_id', 'region', 'protocol'])
    .where('directory_id', '=', directoryId)
    .where(sql`lower(user_name)`, '=', sql`lower(${userName})`)
    .where('migrated_to', 'is', null)
    .executeTakeFirst();
  return (
    row && {
      workspaceId: row.workspace_id,
      state: row.state,
      userName: row.user_name,
      directoryId: row.directory_id,
      accountId: row.account_id,
      region: row.region,
      protocol: row.protocol,
    }
  );
}

/** The states of WorkSpaces; those that are gone are left out. */
export async function statesOf(
  database: Database,
  workspaceIds: readonly string[],
): Promise<Map<string, WorkspaceState>> {
  if (workspaceIds.length === 0) return new Map();
  const rows = await own(database)
    .selectFrom('workspaces.workspace')
    .select(['workspace_id', 'state'])
    .where('workspace_id', 'in', workspaceIds)
    .execute();
  return new Map(rows.map((row) => [row.workspace_id, row.state]));
}

/** The desktop, or undefined while the WorkSpace has none (or is not there any more). */
export async function findDesktop(
  database: Database,
  sealer: Sealer,
  workspaceId: string,
): Promise<Desktop | undefined> {
  const row = await own(database)
    .selectFrom('workspaces.workspace')
    .select(['state', 'user_name', 'directory_id', 'management_address', 'secrets'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  if (!row?.management_address || !row.secrets) return undefined;
  const { vncPassword, agentSecret } = openSecrets(sealer, workspaceId, row.secrets);
  return {
    workspaceId,
    state: row.state,
    userName: row.user_name,
    directoryId: row.directory_id,
    managementAddress: row.management_address,
    port: DISPLAY_PORT,
    vncPassword,
    agent: { port: AGENT_PORT, secret: agentSecret },
  };
}
