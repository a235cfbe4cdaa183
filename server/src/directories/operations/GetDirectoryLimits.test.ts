import { afterAll, beforeAll, expect, it } from 'vitest';
import { testContext } from '../../wire/testing.ts';
import { insertDirectory } from '../store/directories.ts';
import { directoriesTest, newDirectory } from '../testing.ts';
import type { Deps } from './deps.ts';
import { GetDirectoryLimits } from './GetDirectoryLimits.ts';

let deps: Deps;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ deps, close } = await directoriesTest());
});
afterAll(() => close());

it('counts the directories of the account', async () => {
  const context = testContext();
  for (const directoryId of ['d-0000000001', 'd-0000000002']) {
    await insertDirectory(deps.database, newDirectory({ directoryId }), Buffer.from('sealed'));
  }
  expect((await GetDirectoryLimits(context, {}, deps)).DirectoryLimits).toMatchObject({
    CloudOnlyDirectoriesLimit: 3,
    CloudOnlyDirectoriesCurrentCount: 2,
    CloudOnlyDirectoriesLimitReached: false,
  });
  await insertDirectory(deps.database, newDirectory({ directoryId: 'd-0000000003' }), Buffer.from('sealed'));
  expect((await GetDirectoryLimits(context, {}, deps)).DirectoryLimits).toMatchObject({
    CloudOnlyDirectoriesCurrentCount: 3,
    CloudOnlyDirectoriesLimitReached: true,
  });
});
