import { describe, expect, it } from 'vitest';
import { updateWorkspace } from '../store/workspaces.ts';
import {
  refusal,
  strangerContext,
  testClock,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeWorkspaces } from './DescribeWorkspaces.ts';

const test = useWorkspaces();

const describeWorkspaces = (input: Parameters<typeof DescribeWorkspaces>[1], context = testContext) =>
  DescribeWorkspaces(context, input, test.deps);

describe('DescribeWorkspaces', () => {
  it('selects by each of the filters', async () => {
    const { database } = test.deps;
    const [DirectoryId, other] = [await testRegistration(database), await testRegistration(database)];
    const one = await testWorkspace(database, DirectoryId, 'AVAILABLE', 'Alice');
    const two = await testWorkspace(database, DirectoryId, 'STOPPED', 'Bob');
    const three = await testWorkspace(database, other, 'ERROR', 'Alice');
    await updateWorkspace(database, three, {
      at: testClock.now(),
      bundle_id: 'wsb-d12value0',
      error_code: 'X.Y',
      error_message: 'z',
    });
    const ids = async (input: Parameters<typeof DescribeWorkspaces>[1]) =>
      (await describeWorkspaces(input)).Workspaces?.map((workspace) => workspace.WorkspaceId);
    expect(await ids({})).toEqual([one, two, three]);
    expect(await ids({ WorkspaceIds: [two, 'ws-000000000'] })).toEqual([two]);
    expect(await ids({ DirectoryId })).toEqual([one, two]);
    expect(await ids({ DirectoryId, UserName: 'ALICE' })).toEqual([one]);
    expect(await ids({ BundleId: 'wsb-d12value0' })).toEqual([three]);
    expect(await ids({ WorkspaceName: 'x' })).toEqual([]);
    const { Workspaces } = await describeWorkspaces({ WorkspaceIds: [three] });
    expect(Workspaces?.[0]).toMatchObject({ State: 'ERROR', ErrorCode: 'X.Y', ErrorMessage: 'z' });
    expect(await describeWorkspaces({}, strangerContext)).toEqual({ Workspaces: [] });
  });

  it('pages through more than 25', async () => {
    const DirectoryId = await testRegistration(test.deps.database);
    const made = [];
    for (let index = 0; index < 27; index++)
      made.push(await testWorkspace(test.deps.database, DirectoryId, 'AVAILABLE'));
    const first = await describeWorkspaces({ DirectoryId });
    const second = await describeWorkspaces({ DirectoryId, NextToken: first.NextToken });
    expect(first.Workspaces).toHaveLength(25);
    expect(second.NextToken).toBeUndefined();
    const ids = [...(first.Workspaces ?? []), ...(second.Workspaces ?? [])].map(
      (workspace) => workspace.WorkspaceId,
    );
    expect(ids).toEqual(made.sort());
    expect(await refusal(describeWorkspaces({ NextToken: first.NextToken }))).toBe(
      'InvalidParameterValuesException',
    );
  });

  it('pages by the Limit, through a filter', async () => {
    const DirectoryId = await testRegistration(test.deps.database);
    for (const state of ['AVAILABLE', 'STOPPED', 'ERROR'] as const) {
      await testWorkspace(test.deps.database, DirectoryId, state);
    }
    const pages: number[] = [];
    let NextToken: string | undefined;
    do {
      const page = await describeWorkspaces({ DirectoryId, Limit: 1, NextToken });
      pages.push(page.Workspaces?.length ?? 0);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages).toEqual([1, 1, 1]);
  });

  const filters = {
    WorkspaceIds: ['ws-000000000'],
    DirectoryId: 'd-0123456789',
    BundleId: 'wsb-d12value0',
    WorkspaceName: 'x1',
  };
  const names = Object.keys(filters) as (keyof typeof filters)[];
  const pairs = names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other] as const));
  it.each(pairs)('refuses %s together with %s', async (one, other) => {
    const call = describeWorkspaces({ [one]: filters[one], [other]: filters[other] });
    expect(await refusal(call)).toBe('InvalidParameterValuesException');
  });

  it.each(names.filter((name) => name !== 'DirectoryId'))('refuses a user together with %s', async (name) => {
    const code = 'InvalidParameterValuesException';
    expect(await refusal(describeWorkspaces({ UserName: 'demo', [name]: filters[name] }))).toBe(code);
    expect(await refusal(describeWorkspaces({ UserName: 'demo' }))).toBe(code);
  });

  it('shows 25 at a time at most', () => {
    expect(validationError('DescribeWorkspaces', { Limit: 26 })).toContain('less than or equal to 25');
    expect(validationError('DescribeWorkspaces', { WorkspaceIds: ['i-1'] })).toContain('regular expression');
  });
});
