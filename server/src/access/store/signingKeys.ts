import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Sealer } from '../../base/seal.ts';
import { type Database, inTransaction } from '../../database/database.ts';
import { own } from '../tables.ts';

export interface SigningKey {
  keyId: string;
  secret: Buffer;
  createdAt: Date;
}

/** HS512's hash has 64 bytes; RFC 7518 (section 3.2) wants a key of at least as many. */
const SECRET_BYTES = 64;

/** The newest key if it was made after `since`, otherwise a new one; gateways that ask at once get the same. */
export function currentSigningKey(
  database: Database,
  sealer: Sealer,
  since: Date,
  now: Date,
): Promise<SigningKey> {
  return inTransaction(database, async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('access.signing_key'))`.execute(transaction);
    const [newest] = await signingKeysSince(transaction, sealer, since);
    if (newest) return newest;
    const key = { keyId: randomUUID(), secret: randomBytes(SECRET_BYTES), createdAt: now };
    await own(transaction)
      .insertInto('access.signing_key')
      .values({
        key_id: key.keyId,
        secret: sealer.seal(key.secret.toString('base64'), context(key.keyId)),
        created_at: now,
      })
      .execute();
    return key;
  });
}

/** The keys made after `since`, the newest first. */
export async function signingKeysSince(
  database: Database,
  sealer: Sealer,
  since: Date,
): Promise<SigningKey[]> {
  const rows = await own(database)
    .selectFrom('access.signing_key')
    .selectAll()
    .where('created_at', '>', since)
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => ({
    keyId: row.key_id,
    secret: Buffer.from(sealer.open(row.secret, context(row.key_id)), 'base64'),
    createdAt: row.created_at,
  }));
}

export async function deleteSigningKeys(database: Database, before: Date): Promise<void> {
  await own(database).deleteFrom('access.signing_key').where('created_at', '<', before).execute();
}

const context = (keyId: string) => `access/signing-key/${keyId}`;
