import type { Database } from '../../database/database.ts';
import {
  addressAllowed,
  type DeviceRules,
  deviceRulesOf,
  ipRulesOf,
  trustedRootsOf,
} from '../../workspaces/index.ts';
import type { CloseReason } from '../model/endReasons.ts';
import { own } from '../tables.ts';

/** What a directory's device gates go by. */
interface Rules extends DeviceRules {
  ipRules: readonly string[] | undefined;
  /** Fingerprints. */
  roots: ReadonlySet<string>;
}

/** A connection as the gates would see it if it began now. */
interface Connected {
  client_address: string;
  device_type: keyof DeviceRules['access'];
  trusted_root: string | null;
}

/**
 * Which of the open connections would not begin now, since their directory lets in neither their address nor their
 * device any more, and why.
 */
export async function refusedConnections(
  database: Database,
  connectionIds: readonly string[],
): Promise<Map<string, CloseReason>> {
  const refused = new Map<string, CloseReason>();
  if (connectionIds.length === 0) return refused;
  const connections = await own(database)
    .selectFrom('access.connection as connection')
    .innerJoin('access.session as session', 'session.session_id', 'connection.session_id')
    .select(['connection_id', 'connection.client_address', 'directory_id', 'device_type', 'trusted_root'])
    .where('connection_id', 'in', connectionIds)
    .where('connection.ended_at', 'is', null)
    .execute();
  for (const directoryId of new Set(connections.map((connection) => connection.directory_id))) {
    const rules = await rulesOf(database, directoryId);
    for (const connection of connections) {
      if (connection.directory_id !== directoryId) continue;
      const reason = refusal(rules, connection);
      if (reason) refused.set(connection.connection_id, reason);
    }
  }
  return refused;
}

async function rulesOf(database: Database, directoryId: string): Promise<Rules> {
  const ipRules = await ipRulesOf(database, directoryId);
  const devices = await deviceRulesOf(database, directoryId);
  const roots = await trustedRootsOf(database, directoryId);
  return { ...devices, ipRules, roots: new Set(roots.map((root) => root.fingerprint)) };
}

/** In the order of the gates. */
function refusal(rules: Rules, connection: Connected): CloseReason | undefined {
  if (!addressAllowed(rules.ipRules, connection.client_address)) return 'ADDRESS_REFUSED';
  if (rules.access[connection.device_type] !== 'ALLOW') return 'DEVICE_REFUSED';
  if (!rules.trustedTypes.includes(connection.device_type)) return undefined;
  const { trusted_root: root } = connection;
  return root !== null && rules.roots.has(root) ? undefined : 'DEVICE_REFUSED';
}
