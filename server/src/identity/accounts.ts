import { sql } from 'kysely';
import type { Clock } from '../base/clock.ts';
import type { Sealer } from '../base/seal.ts';
import { type Database, inTransaction, tables } from '../database/database.ts';
import { newAccessKeyId, newAccountId, newSecretAccessKey } from './model/ids.ts';
import type { IdentityTables } from './tables.ts';

export interface RootAccount {
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * The installation's root account and its access key, made at the first start. However many processes start at the
 * same time, they agree on one.
 */
export function ensureRootAccount(database: Database, sealer: Sealer, clock: Clock): Promise<RootAccount> {
  return inTransaction(database, async (transaction) => {
    await sql`lock table identity.account in exclusive mode`.execute(transaction);
    return (await findRootAccount(transaction, sealer)) ?? createRootAccount(transaction, sealer, clock);
  });
}

async function findRootAccount(transaction: Database, sealer: Sealer): Promise<RootAccount | undefined> {
  const row = await rootKeys(transaction).selectAll().executeTakeFirst();
  return (
    row && {
      accountId: row.account_id,
      accessKeyId: row.access_key_id,
      secretAccessKey: sealer.open(row.sealed_secret, secretContext(row.access_key_id)),
    }
  );
}

/** The active keys of accounts themselves; the first is the operator's own. */
export function rootKeys(database: Database) {
  return tables<IdentityTables>(database)
    .selectFrom('identity.access_key')
    .where('active', '=', true)
    .where((e) => e('principal_arn', '=', sql<string>`'arn:aws:iam::' || account_id || ':root'`))
    .orderBy('created_at')
    .orderBy('access_key_id');
}

async function createRootAccount(transaction: Database, sealer: Sealer, clock: Clock): Promise<RootAccount> {
  const root = {
    accountId: newAccountId(),
    accessKeyId: newAccessKeyId(),
    secretAccessKey: newSecretAccessKey(),
  };
  await tables<IdentityTables>(transaction)
    .insertInto('identity.account')
    .values({ account_id: root.accountId, created_at: clock.now() })
    .execute();
  await tables<IdentityTables>(transaction)
    .insertInto('identity.access_key')
    .values({
      access_key_id: root.accessKeyId,
      account_id: root.accountId,
      principal_arn: `arn:aws:iam::${root.accountId}:root`,
      principal_user_id: root.accountId,
      sealed_secret: sealer.seal(root.secretAccessKey, secretContext(root.accessKeyId)),
      created_at: clock.now(),
    })
    .execute();
  return root;
}

/** Binds a sealed secret to the row of its key. */
export function secretContext(accessKeyId: string): string {
  return `identity.access_key/${accessKeyId}`;
}

export async function accountExists(database: Database, accountId: string): Promise<boolean> {
  const row = await tables<IdentityTables>(database)
    .selectFrom('identity.account')
    .select('account_id')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row !== undefined;
}
