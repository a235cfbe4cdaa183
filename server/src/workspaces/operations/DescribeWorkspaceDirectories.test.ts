import { describe, expect, it } from 'vitest';
import { updateRegistration } from '../store/registrations.ts';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeWorkspaceDirectories } from './DescribeWorkspaceDirectories.ts';

const test = useWorkspaces();

type Input = Parameters<typeof DescribeWorkspaceDirectories>[1];
const ids = async (input: Input, context = testContext) =>
  (await DescribeWorkspaceDirectories(context, input, test.deps)).Directories?.map(
    (directory) => directory.DirectoryId,
  );

describe('DescribeWorkspaceDirectories', () => {
  it('selects by each of the filters, and pages', async () => {
    const { database } = test.deps;
    expect(await ids({})).toEqual([]);
    const [one, two] = [await testRegistration(database), await testRegistration(database, 'ERROR')];
    await updateRegistration(database, two, { workspace_directory_name: 'second', error_message: 'why' });
    expect(await ids({})).toEqual([one, two]);
    expect(await ids({ DirectoryIds: [two, 'd-ffffffffff'] })).toEqual([two]);
    expect(await ids({ WorkspaceDirectoryNames: ['second'] })).toEqual([two]);
    expect(await ids({ Filters: [{ Name: 'WORKSPACE_TYPE', Values: ['PERSONAL'] }] })).toEqual([one, two]);
    expect(await ids({ Filters: [{ Name: 'WORKSPACE_TYPE', Values: ['POOLS'] }] })).toEqual([]);
    expect(await ids({}, strangerContext)).toEqual([]);
    const first = await DescribeWorkspaceDirectories(testContext, { Limit: 1 }, test.deps);
    expect(first.Directories?.[0]?.DirectoryId).toBe(one);
    expect(await ids({ Limit: 1, NextToken: first.NextToken })).toEqual([two]);
    const { Directories } = await DescribeWorkspaceDirectories(
      testContext,
      { DirectoryIds: [two] },
      test.deps,
    );
    expect(Directories?.[0]).toMatchObject({ State: 'ERROR', ErrorMessage: 'why', ipGroupIds: [] });
  });

  it('refuses combined filters and a token that is none', async () => {
    const code = 'InvalidParameterValuesException';
    expect(await refusal(ids({ DirectoryIds: ['d-ffffffffff'], WorkspaceDirectoryNames: ['x'] }))).toBe(code);
    expect(await refusal(ids({ NextToken: 'made-up' }))).toBe(code);
  });

  it('shows 25 at a time at most', () => {
    expect(validationError('DescribeWorkspaceDirectories', { Limit: 26 })).toContain(
      'less than or equal to 25',
    );
  });
});
