import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  EntityAlreadyExistsException,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { createApiHandler } from '../wire/handler.ts';
import { register } from '../wire/service.ts';
import { credentialLookup } from './credentials.ts';
import { iamOperations, stsOperations } from './operations/index.ts';
import { iam, sts } from './service.ts';
import { type IdentityFixture, identityFixture, TRUST_POLICY } from './testing.ts';

let identity: IdentityFixture;
let server: Server;
let config: object;

beforeAll(async () => {
  identity = await identityFixture();
  const { database, sealer, root, context } = identity;
  const handler = createApiHandler({
    services: [register(sts, stsOperations, { database }), register(iam, iamOperations, { database })],
    credentials: credentialLookup(database, sealer, systemClock),
    regions: ['us-east-1'],
    clock: systemClock,
    log: context.log,
  });
  server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config = { endpoint, region: 'us-east-1', credentials: root };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await identity.close();
});

test('the key of the root account signs calls', async () => {
  const { Account, Arn, UserId } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
  const { accountId } = identity.root;
  expect({ Account, Arn, UserId }).toEqual({
    Account: accountId,
    Arn: `arn:aws:iam::${accountId}:root`,
    UserId: accountId,
  });
});

test("roles live their life through the SDK, with IAM's errors and statuses", async () => {
  const client = new IAMClient(config);
  const create = new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST_POLICY });
  const { Role } = await client.send(create);
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST_POLICY);
  await expect(client.send(create)).rejects.toThrow(EntityAlreadyExistsException);
  await expect(client.send(create)).rejects.toMatchObject({ $metadata: { httpStatusCode: 409 } });
  expect((await client.send(new ListRolesCommand({}))).Roles).toHaveLength(1);
  await client.send(new DeleteRoleCommand({ RoleName: 'r' }));
  const get = client.send(new GetRoleCommand({ RoleName: 'r' }));
  await expect(get).rejects.toThrow(NoSuchEntityException);
  await expect(get).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
});
