import type { Clock } from '../base/clock.ts';
import type { Sealer } from '../base/seal.ts';
import { type Database, tables } from '../database/database.ts';
import type { CredentialLookup, Credentials } from '../wire/credentials.ts';
import { rootKeys, secretContext } from './accounts.ts';
import type { IdentityTables } from './tables.ts';

/** A key that is made inactive stops working after this long at the latest. */
const CACHE_MS = 5_000;
const CACHED_KEYS_MAX = 1_000;

/** How the wire finds out about access keys. What it found is remembered for a moment; what it did not find is not. */
export function credentialLookup(database: Database, sealer: Sealer, clock: Clock): CredentialLookup {
  const cache = new Map<string, { credentials: Credentials; untilMs: number }>();
  return async (accessKeyId) => {
    const nowMs = clock.now().getTime();
    const cached = cache.get(accessKeyId);
    if (cached && cached.untilMs > nowMs) return cached.credentials;
    const credentials = await loadCredentials(database, sealer, accessKeyId);
    if (!credentials) {
      cache.delete(accessKeyId);
      return undefined;
    }
    if (cache.size >= CACHED_KEYS_MAX) cache.clear();
    cache.set(accessKeyId, { credentials, untilMs: nowMs + CACHE_MS });
    return credentials;
  };
}

async function loadCredentials(
  database: Database,
  sealer: Sealer,
  accessKeyId: string,
): Promise<Credentials | undefined> {
  const row = await tables<IdentityTables>(database)
    .selectFrom('identity.access_key')
    .selectAll()
    .where('access_key_id', '=', accessKeyId)
    .where('active', '=', true)
    .executeTakeFirst();
  if (!row) return undefined;
  const operatorKey = await rootKeys(database).select('access_key_id').executeTakeFirst();
  return {
    secretAccessKey: sealer.open(row.sealed_secret, secretContext(accessKeyId)),
    accountId: row.account_id,
    principalArn: row.principal_arn,
    principalUserId: row.principal_user_id,
    isOperator: operatorKey?.access_key_id === accessKeyId,
  };
}
