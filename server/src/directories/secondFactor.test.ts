import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLogger } from '../base/log.ts';
import { inTransaction } from '../database/database.ts';
import { fakeRadius, type Handler, knows } from '../radius/testing.ts';
import { startTestWorker, type TestWorker } from '../workflows/testing.ts';
import { testRadiusWorkflow } from './lifecycle/testRadius.ts';
import { radiusDefaults } from './model/radius.ts';
import { radiusSecretContext } from './model/secrets.ts';
import { tryRadius } from './operations/radius.ts';
import { RadiusSecondFactor } from './secondFactor.ts';
import { deleteDirectoryRow, insertDirectory } from './store/directories.ts';
import { deleteRadius, findRadius } from './store/radius.ts';
import { directoriesTest, newDirectory, testSealer } from './testing.ts';

const directoryId = 'd-0000000001';
const secret = 'a shared secret';
const ada = { userName: 'ada', code: '123456', clientAddress: '192.0.2.7' };
const silent: Handler = () => undefined;

let test: Awaited<ReturnType<typeof directoriesTest>>;
let worker: TestWorker;

beforeAll(async () => {
  test = await directoriesTest();
  const { database, sealer } = test.deps;
  const log = createLogger('test', 'silent');
  worker = await startTestWorker(test.connection, [testRadiusWorkflow({ database, sealer, log })]);
});
afterAll(async () => {
  await worker.stop();
  await test.close();
});
beforeEach(async () => {
  await deleteDirectoryRow(test.deps.database, directoryId);
  await insertDirectory(
    test.deps.database,
    newDirectory({ directoryId, stage: 'Active' }),
    Buffer.from('sealed'),
  );
});

/** Gives the directory these servers, and waits until they have been tried. */
async function enable(port: number, servers: string[], sharedSecret = secret): Promise<void> {
  const { database, sealer } = test.deps;
  const settings = { ...radiusDefaults, servers, port, timeoutSeconds: 1, retries: 0 };
  const sealed = sealer.seal(sharedSecret, radiusSecretContext(directoryId));
  await inTransaction(database, (transaction) =>
    tryRadius(transaction, test.deps, directoryId, settings, sealed),
  );
  const { rows } = await test.connection.pool.query<{ id: string }>(
    'select id from workflows.run where key = $1 order by id desc limit 1',
    [`${directoryId}/radius`],
  );
  await worker.ended(rows[0]?.id ?? '');
}

const secondFactor = () => new RadiusSecondFactor(test.deps.database, testSealer);
const status = async () => (await findRadius(test.deps.database, directoryId))?.status;

it('is none where no RADIUS server was told of', async () => {
  expect(await secondFactor().stateOf(directoryId)).toBe('none');
  expect(await secondFactor().check(directoryId, ada)).toMatchObject({ result: 'unavailable' });
});

it('is ready when a server has answered, though it knows no such user', async () => {
  const { port, requests } = await fakeRadius(secret, knows('ada', '123456', secret));
  await enable(port, ['127.0.0.1']);
  expect(await secondFactor().stateOf(directoryId)).toBe('ready');
  expect(requests).toHaveLength(1);
  expect(await secondFactor().check(directoryId, ada)).toEqual({ result: 'accepted' });
  expect(await secondFactor().check(directoryId, { ...ada, code: '654321' })).toEqual({ result: 'rejected' });
});

it('fails where the secret is another one, and says so; nobody is checked then', async () => {
  const { port } = await fakeRadius('another secret', knows('ada', '123456', secret));
  await enable(port, ['127.0.0.1']);
  expect(await status()).toBe('Failed');
  expect(await secondFactor().stateOf(directoryId)).toBe('failed');
  expect(await secondFactor().check(directoryId, ada)).toMatchObject({ result: 'unavailable' });
  const { rows } = await test.connection.pool.query<{ failure: { message: string } }>(
    'select failure from workflows.run where key = $1 order by id desc limit 1',
    [`${directoryId}/radius`],
  );
  expect(rows[0]?.failure.message).toBe('RADIUS: the server 127.0.0.1 answers with another shared secret.');
});

it('is ready when one of several servers answers, which is asked first from then on', async () => {
  const second = await fakeRadius(secret, knows('ada', '123456', secret), '127.0.0.3');
  const first = await fakeRadius(secret, silent, '127.0.0.2', second.port);
  await enable(second.port, ['127.0.0.2', '127.0.0.3']);
  expect(await status()).toBe('Completed');
  const factor = secondFactor();
  expect(await factor.check(directoryId, ada)).toEqual({ result: 'accepted' });
  const asked = first.requests.length;
  expect(await factor.check(directoryId, ada)).toEqual({ result: 'accepted' });
  expect(first.requests).toHaveLength(asked);
});

it('says which servers do not answer', async () => {
  const { port, close } = await fakeRadius(secret, knows('ada', '123456', secret));
  await enable(port, ['127.0.0.1']);
  close();
  expect(await secondFactor().check(directoryId, ada)).toEqual({
    result: 'unavailable',
    reason: expect.stringContaining('the server 127.0.0.1 does not answer'),
  });
});

it('is gone with the servers', async () => {
  const { port } = await fakeRadius(secret, silent);
  await enable(port, ['127.0.0.1']);
  await deleteRadius(test.deps.database, directoryId);
  expect(await secondFactor().stateOf(directoryId)).toBe('none');
});
