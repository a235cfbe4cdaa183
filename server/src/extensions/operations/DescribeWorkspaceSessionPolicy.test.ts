import { expect, it } from 'vitest';
import { setDesktopPolicy } from '../../workspaces/store/sessionPolicies.ts';
import {
  refusal,
  strangerContext,
  testClock,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
} from '../../workspaces/testing.ts';
import { DescribeWorkspaceSessionPolicy } from './DescribeWorkspaceSessionPolicy.ts';

const test = useWorkspaces();

it('shows what holds, and where the desktop itself allows less', async () => {
  const directoryId = await testRegistration(test.database);
  const WorkspaceId = await testWorkspace(test.database, directoryId, 'AVAILABLE');
  const narrowing = { audioIn: false, printing: true };
  await setDesktopPolicy(test.database, WorkspaceId, { narrowing, stamp: null, readAt: testClock.now() });
  const answer = await DescribeWorkspaceSessionPolicy(testContext, { WorkspaceId }, test);
  expect(answer).toMatchObject({ SessionPolicy: { AudioIn: false, Printing: true } });
  expect(answer.MembersNarrowed).toEqual(['AudioIn']);
});

it("refuses an unknown WorkSpace, and another account's", async () => {
  const directoryId = await testRegistration(test.database);
  const WorkspaceId = await testWorkspace(test.database, directoryId, 'AVAILABLE');
  expect(await refusal(DescribeWorkspaceSessionPolicy(strangerContext, { WorkspaceId }, test))).toBe(
    'ResourceNotFoundException',
  );
  expect(
    await refusal(DescribeWorkspaceSessionPolicy(testContext, { WorkspaceId: 'ws-000000000' }, test)),
  ).toBe('ResourceNotFoundException');
});
