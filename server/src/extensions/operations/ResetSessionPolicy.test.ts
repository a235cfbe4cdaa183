import { expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
} from '../../workspaces/testing.ts';
import { ModifySessionPolicy } from './ModifySessionPolicy.ts';
import { ResetSessionPolicy } from './ResetSessionPolicy.ts';

const test = useWorkspaces();

it('goes back to the defaults, of some members or of all', async () => {
  const DirectoryId = await testRegistration(test.database);
  const SessionPolicy = { Clipboard: 'OFF', Printing: false, ClipboardBytesMax: 100 } as const;
  await ModifySessionPolicy(testContext, { DirectoryId, SessionPolicy }, test);
  const some = await ResetSessionPolicy(testContext, { DirectoryId, Members: ['Printing'] }, test);
  expect(some.MembersSet).toEqual(['Clipboard', 'ClipboardBytesMax']);
  const all = await ResetSessionPolicy(testContext, { DirectoryId }, test);
  expect(all.MembersSet).toEqual([]);
  expect(all.SessionPolicy.Clipboard).toBe('BOTH');
});

it("refuses another account's directory", async () => {
  const DirectoryId = await testRegistration(test.database);
  expect(await refusal(ResetSessionPolicy(strangerContext, { DirectoryId }, test))).toBe(
    'ResourceNotFoundException',
  );
});
