import type { Database } from '../../database/database.ts';
import { own } from '../tables.ts';

/** A change in whether a user is connected to a WorkSpace. */
export interface Connection {
  workspaceId: string;
  state: 'CONNECTED' | 'DISCONNECTED';
  at: Date;
}

/** Remembers when the user was connected last; of two reports the later one counts, in whatever order they come. */
export async function recordConnection(database: Database, connection: Connection): Promise<void> {
  const { workspaceId, state, at } = connection;
  await own(database)
    .updateTable('workspaces.workspace')
    .set({ connection_state: state, connection_state_at: at, last_user_connection_at: at })
    .where('workspace_id', '=', workspaceId)
    .where((or) => or.or([or('connection_state_at', 'is', null), or('connection_state_at', '<=', at)]))
    .execute();
}
