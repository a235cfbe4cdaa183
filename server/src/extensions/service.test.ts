import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_SESSION_POLICY } from '../workspaces/index.ts';
import { scope, testRegistration, useWorkspaces } from '../workspaces/testing.ts';
import {
  DescribeSessionPolicyCommand,
  ModifySessionPolicyCommand,
  ResetSessionPolicyCommand,
} from './sdk/index.ts';
import { serveAlcove } from './testing.ts';

const test = useWorkspaces();
let served: Awaited<ReturnType<typeof serveAlcove>>;
let forbidden: string | undefined;
let directoryId: string;
beforeAll(async () => {
  served = await serveAlcove(test.database, {
    accountId: scope.accountId,
    allowed: (action) => action !== forbidden,
  });
  directoryId = await testRegistration(test.database);
});
afterAll(() => served.close());

describe('the service over signed HTTP', () => {
  it('shows, changes and resets a policy', async () => {
    const DirectoryId = directoryId;
    await served.client.send(
      new ModifySessionPolicyCommand({ DirectoryId, SessionPolicy: { Clipboard: 'OFF', Printing: false } }),
    );
    const shown = await served.client.send(new DescribeSessionPolicyCommand({ DirectoryId }));
    expect(shown).toMatchObject({ SessionPolicy: { Clipboard: 'OFF', Printing: false, AudioIn: true } });
    expect(shown.MembersSet).toEqual(['Clipboard', 'Printing']);
    const reset = await served.client.send(new ResetSessionPolicyCommand({ DirectoryId }));
    expect(reset.SessionPolicy.SessionResumeTimeoutMinutes).toBe(
      DEFAULT_SESSION_POLICY.sessionResumeTimeoutMinutes,
    );
  });

  it('refuses what breaks the model like every other service', async () => {
    const broken = { Clipboard: 'SIDEWAYS', SessionResumeTimeoutMinutes: -1 } as object;
    await expect(
      served.client.send(new ModifySessionPolicyCommand({ DirectoryId: directoryId, SessionPolicy: broken })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(
        /^2 validation errors detected: Value 'SIDEWAYS' at 'sessionPolicy.clipboard'/,
      ),
    });
    await expect(
      served.client.send(new DescribeSessionPolicyCommand({ DirectoryId: undefined })),
    ).rejects.toMatchObject({ name: 'ValidationException', $fault: 'client' });
  });

  it('knows errors by their names', async () => {
    await expect(
      served.client.send(new DescribeSessionPolicyCommand({ DirectoryId: 'd-00000000ff' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The directory d-00000000ff is not registered with WorkSpaces.',
    });
  });

  it('is authorised as alcove:<operation>', async () => {
    forbidden = 'alcove:DescribeSessionPolicy';
    await expect(
      served.client.send(new DescribeSessionPolicyCommand({ DirectoryId: directoryId })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: alcove:DescribeSessionPolicy'),
    });
  });
});
