import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { Sealer } from '../base/seal.ts';
import type { DatabaseConnection } from '../database/connect.ts';
import { tables } from '../database/database.ts';
import { testDatabase } from '../database/testing.ts';
import { accountExists, ensureRootAccount, secretContext } from './accounts.ts';
import { credentialLookup } from './credentials.ts';
import { migrations } from './migrations.ts';
import type { IdentityTables } from './tables.ts';

let connection: DatabaseConnection;
const clock = new ManualClock(new Date('2026-11-21T12:00:00Z'));
const sealer = new Sealer(randomBytes(32));

beforeAll(async () => {
  connection = await testDatabase(migrations);
});
afterAll(() => connection.close());

test('processes that start together agree on one root account', async () => {
  const { database } = connection;
  const made = await Promise.all([1, 2, 3, 4].map(() => ensureRootAccount(database, sealer, clock)));
  expect(new Set(made.map((root) => JSON.stringify(root))).size).toBe(1);
  expect(made[0]).toEqual({
    accountId: expect.stringMatching(/^[1-9][0-9]{11}$/),
    accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
    secretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
  });
});

test('the secret is not readable in the database', async () => {
  const root = await ensureRootAccount(connection.database, sealer, clock);
  const { rows } = await connection.pool.query('select sealed_secret from identity.access_key');
  expect(rows).toHaveLength(1);
  expect(rows[0].sealed_secret.toString('latin1')).not.toContain(root.secretAccessKey);
  await expect(ensureRootAccount(connection.database, new Sealer(randomBytes(32)), clock)).rejects.toThrow();
});

test('the key is found with its secret and principal, and stops working soon after it is made inactive', async () => {
  const root = await ensureRootAccount(connection.database, sealer, clock);
  const lookup = credentialLookup(connection.database, sealer, clock);
  expect(await lookup(root.accessKeyId)).toEqual({
    secretAccessKey: root.secretAccessKey,
    accountId: root.accountId,
    principalArn: `arn:aws:iam::${root.accountId}:root`,
    principalUserId: root.accountId,
    isOperator: true,
  });
  expect(await lookup('AKIAIOSFODNN7EXAMPLE')).toBeUndefined();

  await connection.pool.query('update identity.access_key set active = false');
  expect(await lookup(root.accessKeyId)).toBeDefined();
  clock.advance(5_000);
  expect(await lookup(root.accessKeyId)).toBeUndefined();
});

test('an account that was made exists', async () => {
  const { database } = connection;
  const { accountId } = await ensureRootAccount(database, sealer, clock);
  expect(await accountExists(database, accountId)).toBe(true);
  expect(await accountExists(database, '000000000000')).toBe(false);
});

test("a key is the operator's own where it is the first of an account itself", async () => {
  const { database } = connection;
  const root = await ensureRootAccount(database, sealer, clock);
  clock.advance(1000);
  const key = async (accessKeyId: string, principal: string) => {
    await tables<IdentityTables>(database)
      .insertInto('identity.access_key')
      .values({
        access_key_id: accessKeyId,
        account_id: root.accountId,
        principal_arn: `arn:aws:iam::${root.accountId}:${principal}`,
        principal_user_id: 'AIDA',
        sealed_secret: sealer.seal('x', secretContext(accessKeyId)),
        created_at: clock.now(),
      })
      .execute();
    return accessKeyId;
  };
  const lookup = credentialLookup(database, sealer, clock);
  expect((await lookup(root.accessKeyId))?.isOperator).toBe(true);
  expect((await lookup(await key('AKIAUSER', 'user/jane')))?.isOperator).toBe(false);
  expect((await lookup(await key('AKIAROOT2', 'root')))?.isOperator).toBe(false);
});
