import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../base/clock.ts';
import { newId } from '../../base/ids.ts';
import { inTransaction } from '../../database/database.ts';
import { findInterface, findManagementAddress } from '../../networks/index.ts';
import { testContext } from '../../wire/testing.ts';
import { startTestWorker, type TestWorker } from '../../workflows/testing.ts';
import { deleteDirectory } from '../model/workflows.ts';
import { DeleteDirectory } from '../operations/DeleteDirectory.ts';
import { findDirectoryById } from '../store/directories.ts';
import { beginRelease, holdDirectory } from '../store/holds.ts';
import { activeDirectory, directoriesTest } from '../testing.ts';
import { deleteDirectoryWorkflow } from './deleteDirectory.ts';

let test: Awaited<ReturnType<typeof directoriesTest>>;
let worker: TestWorker;
let directoryId: string;
const context = testContext();
/** What was asked of engine and fabric. */
let calls: string[] = [];

beforeAll(async () => {
  test = await directoriesTest();
  const { database } = test.deps;
  const deps = {
    database,
    clock: systemClock,
    engine: { deleteInstance: async (name: string) => void calls.push(`delete ${name}`) },
    fabric: { detach: async ({ hostName }: { hostName: string }) => void calls.push(`detach ${hostName}`) },
  };
  worker = await startTestWorker(test.connection, [deleteDirectoryWorkflow(deps)]);
});
afterAll(async () => {
  await worker.stop();
  await test.close();
});

beforeEach(async () => {
  calls = [];
  directoryId = newId('d');
  await activeDirectory(test.deps.database, context, directoryId);
});

it('takes away the controller, its addresses and the directory', async () => {
  const { database } = test.deps;
  const instanceName = `${directoryId}-dc1`;
  const vpc = await findInterface(database, instanceName);
  await DeleteDirectory(context, { DirectoryId: directoryId }, test.deps);
  await worker.ended(await runOf());
  expect(calls).toEqual([`detach ${vpc?.hostName}`, `delete ${instanceName}`]);
  expect(await findDirectoryById(database, directoryId)).toBeUndefined();
  expect(await findInterface(database, instanceName)).toBeUndefined();
  expect(await findManagementAddress(database, instanceName)).toBeUndefined();
});

it('is given up where an application did not release the directory after all', async () => {
  const { database } = test.deps;
  await inTransaction(database, (transaction) => holdDirectory(transaction, directoryId, 'workspaces'));
  await beginRelease(database, directoryId, 'workspaces');
  await DeleteDirectory(context, { DirectoryId: directoryId }, test.deps);
  await worker.ended(await runOf());
  expect(calls).toEqual([]);
  expect(await findDirectoryById(database, directoryId)).toMatchObject({
    stage: 'Active',
    stageReason: expect.stringContaining('still has authorized applications'),
  });
});

/** The run of the directory's deletion. */
async function runOf(): Promise<string> {
  const { rows } = await test.connection.pool.query<{ id: string }>(
    'select id from workflows.run where key = $1 and type = $2',
    [directoryId, deleteDirectory.type],
  );
  return rows[0]?.id ?? '';
}
