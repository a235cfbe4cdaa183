import { expect, it } from 'vitest';
import { findWorkspace, updateWorkspace } from '../store/workspaces.ts';
import {
  queuedRuns,
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { CreateWorkspaceImage } from './CreateWorkspaceImage.ts';
import { DescribeTags } from './DescribeTags.ts';

const test = useWorkspaces();

const source = async (state: Parameters<typeof testWorkspace>[2] = 'AVAILABLE') =>
  testWorkspace(test.database, await testRegistration(test.database), state);

const create = (WorkspaceId: string, Name: string, context = testContext, quotas = test.deps.quotas) =>
  CreateWorkspaceImage(
    context,
    { WorkspaceId, Name, Description: 'tools', Tags: [{ Key: 'team', Value: 'it' }] },
    { ...test.deps, quotas },
  );

it('suspends the WorkSpace and begins to make the image', async () => {
  const workspaceId = await source();
  const image = await create(workspaceId, 'tools');
  expect(image).toEqual({
    ImageId: expect.stringMatching(/^wsi-[0-9a-z]{9}$/),
    Name: 'tools',
    Description: 'tools',
    OperatingSystem: { Type: 'LINUX' },
    State: 'PENDING',
    RequiredTenancy: 'DEFAULT',
    Created: testContext.clock.now(),
    OwnerAccountId: testContext.accountId,
  });
  expect((await findWorkspace(test.database, workspaceId))?.state).toBe('SUSPENDED');
  expect(await queuedRuns(test.database)).toContain(`workspaces.createImage ${workspaceId}`);
  const { TagList } = await DescribeTags(testContext, { ResourceId: image.ImageId ?? '' }, test.deps);
  expect(TagList).toEqual([{ Key: 'team', Value: 'it' }]);
});

it.each(['STOPPED', 'PENDING', 'ERROR', 'UNHEALTHY', 'SUSPENDED', 'UPDATING'] as const)(
  'refuses a WorkSpace that is %s',
  async (state) => {
    expect(await refusal(create(await source(state), `of ${state}`))).toBe('InvalidResourceStateException');
  },
);

it('refuses a WorkSpace that is being modified, is not there, or is somebody else’s', async () => {
  const modified = await source();
  await updateWorkspace(test.database, modified, {
    modified_resource: 'ROOT_VOLUME',
    modification_state: 'UPDATE_IN_PROGRESS',
  });
  expect(await refusal(create(modified, 'modified'))).toBe('InvalidResourceStateException');
  expect(await refusal(create('ws-000000000', 'none'))).toBe('ResourceNotFoundException');
  expect(await refusal(create(await source(), 'theirs', strangerContext))).toBe('ResourceNotFoundException');
});

it('refuses a second image of the name and one too many, and leaves the WorkSpace alone', async () => {
  const workspaceId = await source();
  await create(await source(), 'twice');
  expect(await refusal(create(workspaceId, 'twice'))).toBe('ResourceAlreadyExistsException');
  const quotas = { ...test.deps.quotas, images: 1 };
  expect(await refusal(create(workspaceId, 'one too many', testContext, quotas))).toBe(
    'ResourceLimitExceededException',
  );
  expect((await findWorkspace(test.database, workspaceId))?.state).toBe('AVAILABLE');
});

it('needs a name', () => {
  expect(
    validationError('CreateWorkspaceImage', { WorkspaceId: 'ws-000000000', Description: 'x' }),
  ).toContain('name');
});
