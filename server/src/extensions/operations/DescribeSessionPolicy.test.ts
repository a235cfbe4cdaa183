import { expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
} from '../../workspaces/testing.ts';
import { alcove } from '../service.ts';
import { DescribeSessionPolicy } from './DescribeSessionPolicy.ts';

const test = useWorkspaces();

it('shows the defaults where nothing was set', async () => {
  const DirectoryId = await testRegistration(test.database);
  expect(await DescribeSessionPolicy(testContext, { DirectoryId }, test)).toEqual({
    DirectoryId,
    SessionPolicy: {
      ...{ Clipboard: 'BOTH', ClipboardBytesMax: 20_971_520, FileTransfer: 'BOTH', Printing: true },
      ...{ AudioIn: true, VideoIn: true, TimeZoneRedirection: true },
      ...{ SessionResumeTimeoutMinutes: 20, IdleDisconnectMinutes: 0 },
    },
    MembersSet: [],
  });
});

it("refuses an unknown directory, and another account's", async () => {
  const DirectoryId = await testRegistration(test.database);
  expect(await refusal(DescribeSessionPolicy(strangerContext, { DirectoryId }, test))).toBe(
    'ResourceNotFoundException',
  );
  expect(await refusal(DescribeSessionPolicy(testContext, { DirectoryId: 'd-ffffffffff' }, test))).toBe(
    'ResourceNotFoundException',
  );
});

it('has every operation in the model', () => {
  expect(alcove.operationNames).toContain('DescribeSessionPolicy');
});
