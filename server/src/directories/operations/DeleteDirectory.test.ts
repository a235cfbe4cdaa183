import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction, tables } from '../../database/database.ts';
import { testContext } from '../../wire/testing.ts';
import type { WorkflowTables } from '../../workflows/tables.ts';
import { deleteDirectoryRow, findDirectoryById, insertDirectory } from '../store/directories.ts';
import { beginRelease, holdDirectory, releaseDirectory } from '../store/holds.ts';
import { directoriesTest, newDirectory, validationError } from '../testing.ts';
import { DeleteDirectory } from './DeleteDirectory.ts';
import type { Deps } from './deps.ts';

let deps: Deps;
let close: () => Promise<void>;
const context = testContext();
const DirectoryId = 'd-0000000001';

beforeAll(async () => {
  ({ deps, close } = await directoriesTest());
});
afterAll(() => close());
beforeEach(async () => {
  await insertDirectory(
    deps.database,
    newDirectory({ directoryId: DirectoryId, stage: 'Active' }),
    Buffer.from('sealed'),
  );
});
afterEach(async () => {
  await releaseDirectory(deps.database, DirectoryId, 'workspaces');
  await deleteDirectoryRow(deps.database, DirectoryId);
});

const queued = async () =>
  (
    await tables<WorkflowTables>(deps.database)
      .deleteFrom('workflows.run')
      .returning(['type', 'key'])
      .execute()
  ).map((run) => `${run.type} ${run.key}`);
const stage = async () => (await findDirectoryById(deps.database, DirectoryId))?.stage;
const hold = () =>
  inTransaction(deps.database, (transaction) => holdDirectory(transaction, DirectoryId, 'workspaces'));

describe('DeleteDirectory', () => {
  it('marks the directory and enqueues the work once', async () => {
    expect(await DeleteDirectory(context, { DirectoryId }, deps)).toEqual({ DirectoryId });
    expect(await DeleteDirectory(context, { DirectoryId }, deps)).toEqual({ DirectoryId });
    expect(await stage()).toBe('Deleting');
    expect(await queued()).toEqual([`directories.delete ${DirectoryId}`]);
  });

  it('refuses while an application uses the directory', async () => {
    expect(await hold()).toMatchObject({ directoryId: DirectoryId });
    await expect(DeleteDirectory(context, { DirectoryId }, deps)).rejects.toMatchObject({
      code: 'ClientException',
      message: expect.stringContaining(
        'Cannot delete the directory because it still has authorized applications.',
      ),
    });
    expect(await stage()).toBe('Active');
    expect(await queued()).toEqual([]);
  });

  it('accepts while the application is releasing it', async () => {
    await hold();
    await beginRelease(deps.database, DirectoryId, 'workspaces');
    await DeleteDirectory(context, { DirectoryId }, deps);
    expect(await stage()).toBe('Deleting');
    expect(await queued()).toEqual([`directories.delete ${DirectoryId}`]);
  });

  it('lets no application take up a directory that is being deleted', async () => {
    await DeleteDirectory(context, { DirectoryId }, deps);
    expect(await hold()).toBeUndefined();
    expect(await queued()).toHaveLength(1);
  });

  it("does not know other accounts' directories", async () => {
    const other = testContext({ accountId: '210987654321' });
    await expect(DeleteDirectory(other, { DirectoryId }, deps)).rejects.toMatchObject({
      code: 'EntityDoesNotExistException',
    });
    expect(await stage()).toBe('Active');
  });

  it('is kept by the model from malformed ids', () => {
    expect(validationError('DeleteDirectory', {})).toContain('must not be null');
  });
});
