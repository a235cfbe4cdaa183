import { afterAll, beforeAll, beforeEach } from 'vitest';
import { tables } from '../../database/database.ts';
import { testContext } from '../../wire/testing.ts';
import type { WorkflowTables } from '../../workflows/tables.ts';
import { deleteDirectoryRow, insertDirectory } from '../store/directories.ts';
import { directoriesTest, newDirectory } from '../testing.ts';
import { DescribeDirectories } from './DescribeDirectories.ts';
import type { Deps } from './deps.ts';

export const DirectoryId = 'd-0000000001';
export const SharedSecret = 'a shared secret';
export const RadiusSettings = { RadiusServers: ['192.0.2.1', 'radius.example.com'], SharedSecret };

/** An Active directory of the caller's, anew for each test. */
export function useRadiusTest() {
  const context = testContext();
  let test: Awaited<ReturnType<typeof directoriesTest>> | undefined;
  const deps = (): Deps => {
    if (!test) throw new Error('The database is not open yet.');
    return test.deps;
  };
  beforeAll(async () => {
    test = await directoriesTest();
  });
  afterAll(() => test?.close());
  beforeEach(async () => {
    await tables<WorkflowTables>(deps().database).deleteFrom('workflows.run').execute();
    await deleteDirectoryRow(deps().database, DirectoryId);
    const directory = newDirectory({ directoryId: DirectoryId, stage: 'Active' });
    await insertDirectory(deps().database, directory, Buffer.from('sealed'));
  });
  return {
    context,
    get deps() {
      return deps();
    },
    /** What the API tells of the directory. */
    async described() {
      const { DirectoryDescriptions } = await DescribeDirectories(
        context,
        { DirectoryIds: [DirectoryId] },
        deps(),
      );
      return DirectoryDescriptions?.[0];
    },
    /** The runs, oldest first, with whether they have been called off. */
    runs: () =>
      tables<WorkflowTables>(deps().database)
        .selectFrom('workflows.run')
        .select(['type', 'key', 'status', 'cancel_requested'])
        .orderBy('id')
        .execute(),
  };
}
