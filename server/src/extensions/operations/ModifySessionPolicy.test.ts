import { expect, it } from 'vitest';
import { sessionPolicyOf } from '../../workspaces/index.ts';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
} from '../../workspaces/testing.ts';
import { ModifySessionPolicy } from './ModifySessionPolicy.ts';

const test = useWorkspaces();

it('sets what is named and leaves the rest', async () => {
  const DirectoryId = await testRegistration(test.database);
  await ModifySessionPolicy(testContext, { DirectoryId, SessionPolicy: { Clipboard: 'TO_DESKTOP' } }, test);
  const answer = await ModifySessionPolicy(
    testContext,
    { DirectoryId, SessionPolicy: { AudioIn: false, IdleDisconnectMinutes: 15 } },
    test,
  );
  expect(answer.MembersSet).toEqual(['Clipboard', 'AudioIn', 'IdleDisconnectMinutes']);
  expect(await sessionPolicyOf(test.database, DirectoryId)).toMatchObject({
    ...{ clipboard: 'TO_DESKTOP', audioIn: false, idleDisconnectMinutes: 15, printing: true },
  });
});

it('loses no change of two at the same time', async () => {
  const DirectoryId = await testRegistration(test.database);
  await Promise.all([
    ModifySessionPolicy(testContext, { DirectoryId, SessionPolicy: { Printing: false } }, test),
    ModifySessionPolicy(testContext, { DirectoryId, SessionPolicy: { VideoIn: false } }, test),
  ]);
  expect(await sessionPolicyOf(test.database, DirectoryId)).toMatchObject({
    ...{ printing: false, videoIn: false },
  });
});

it('refuses a change of nothing, and of what is not there', async () => {
  const DirectoryId = await testRegistration(test.database);
  expect(await refusal(ModifySessionPolicy(testContext, { DirectoryId, SessionPolicy: {} }, test))).toBe(
    'InvalidParameterValuesException',
  );
  const SessionPolicy = { Printing: false };
  expect(await refusal(ModifySessionPolicy(strangerContext, { DirectoryId, SessionPolicy }, test))).toBe(
    'ResourceNotFoundException',
  );
});
