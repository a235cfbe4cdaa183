import { randomBytes } from 'node:crypto';
import { Sealer } from '../base/seal.ts';
import type { DatabaseConnection } from '../database/connect.ts';
import { testDatabase } from '../database/testing.ts';
import type { RequestContext } from '../wire/operation.ts';
import { testContext } from '../wire/testing.ts';
import { ensureRootAccount, type RootAccount } from './accounts.ts';
import { migrations } from './migrations.ts';

/** A database with a root account, and calls by it. */
export interface IdentityFixture extends DatabaseConnection {
  sealer: Sealer;
  root: RootAccount;
  context: RequestContext;
}

export async function identityFixture(): Promise<IdentityFixture> {
  const connection = await testDatabase(migrations);
  const sealer = new Sealer(randomBytes(32));
  const { clock } = testContext();
  const root = await ensureRootAccount(connection.database, sealer, clock);
  return { ...connection, sealer, root, context: testContext({ accountId: root.accountId, clock }) };
}

/** Lets EC2 assume the role. */
export const TRUST_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
