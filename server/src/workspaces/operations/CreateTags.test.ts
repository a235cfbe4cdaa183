import { expect, it } from 'vitest';
import { own } from '../tables.ts';
import {
  refusal,
  scope,
  strangerContext,
  testClock,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { CreateTags } from './CreateTags.ts';
import { DescribeTags } from './DescribeTags.ts';

const test = useWorkspaces();

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }));

it('sets tags on a WorkSpace and on a directory, and replaces values', async () => {
  const { deps } = test;
  const directoryId = await testRegistration(deps.database);
  const workspaceId = await testWorkspace(deps.database, directoryId, 'AVAILABLE');
  for (const ResourceId of [directoryId, workspaceId]) {
    await CreateTags(
      testContext,
      {
        ResourceId,
        Tags: [
          { Key: 'Team', Value: 'a' },
          { Key: 'team', Value: 'b' },
        ],
      },
      deps,
    );
    await CreateTags(
      testContext,
      { ResourceId, Tags: [{ Key: 'team', Value: 'ü + - = . _ : / @ 7' }] },
      deps,
    );
    const { TagList = [] } = await DescribeTags(testContext, { ResourceId }, deps);
    expect(TagList.map((tag) => `${tag.Key}=${tag.Value}`).sort()).toEqual([
      'Team=a',
      'team=ü + - = . _ : / @ 7',
    ]);
  }
});

it('sets tags on a custom bundle, an image and an IP group', async () => {
  const { deps } = test;
  const at = testClock.now();
  const place = { account_id: scope.accountId, region: scope.region, description: '' };
  await own(deps.database)
    .insertInto('workspaces.image')
    .values({
      ...{
        ...place,
        image_id: 'wsi-tagged000',
        name: 'image',
        state: 'AVAILABLE',
        operating_system: 'LINUX',
      },
      ...{ root_volume_gib: 80, created_at: at },
    })
    .execute();
  await own(deps.database)
    .insertInto('workspaces.bundle')
    .values({
      ...{ ...place, bundle_id: 'wsb-tagged000', name: 'bundle', image_id: 'wsi-tagged000' },
      ...{ compute_type: 'STANDARD', root_volume_gib: 80, user_volume_gib: 50 },
      ...{ created_at: at, updated_at: at },
    })
    .execute();
  const { GroupId = '' } = await CreateIpGroup(testContext, { GroupName: 'tagged' }, deps);
  const Tags = [{ Key: 'team', Value: 'it' }];
  for (const ResourceId of ['wsi-tagged000', 'wsb-tagged000', GroupId]) {
    await CreateTags(testContext, { ResourceId, Tags }, deps);
    expect(await DescribeTags(testContext, { ResourceId }, deps)).toEqual({ TagList: Tags });
    expect(await refusal(CreateTags(strangerContext, { ResourceId, Tags }, deps))).toBe(
      'ResourceNotFoundException',
    );
  }
});

it('refuses the fifty-first tag, counting those that are there', async () => {
  const { deps } = test;
  const ResourceId = await testRegistration(deps.database);
  await CreateTags(testContext, { ResourceId, Tags: many(50) }, deps);
  expect(await refusal(CreateTags(testContext, { ResourceId, Tags: many(2) }, deps))).toBe('accepted');
  const oneMore = CreateTags(testContext, { ResourceId, Tags: [{ Key: 'one more', Value: '' }] }, deps);
  expect(await refusal(oneMore)).toBe('ResourceLimitExceededException');
});

it('refuses resources that are not there or of somebody else', async () => {
  const { deps } = test;
  const directoryId = await testRegistration(deps.database);
  const tag = (ResourceId: string, context = testContext) =>
    refusal(CreateTags(context, { ResourceId, Tags: [{ Key: 'a', Value: 'b' }] }, deps));
  for (const id of ['ws-000000000', 'wsipg-000000000', 'd-ffffffffff', 'wsb-d12stand0']) {
    expect(await tag(id)).toBe('ResourceNotFoundException');
  }
  expect(await tag(directoryId, strangerContext)).toBe('ResourceNotFoundException');
});

it.each([
  [
    [
      { Key: 'a', Value: 'b' },
      { Key: 'a', Value: 'c' },
    ],
  ],
  [[{ Key: 'aws:workspaces:x', Value: '' }]],
  [[{ Key: 'a', Value: 'AWS:x' }]],
  [[{ Key: 'a ', Value: '' }]],
  [[{ Key: 'a', Value: 'b;c' }]],
  [[{ Key: '', Value: 'b' }]],
  [[{ Key: 'é'.repeat(128), Value: '' }]],
  [[{ Key: 'a', Value: 'x'.repeat(256) }]],
])('refuses %j', async (Tags) => {
  const call = CreateTags(testContext, { ResourceId: 'd-ffffffffff', Tags }, test.deps);
  expect(await refusal(call)).toBe('InvalidParameterValuesException');
});

it('needs tags', () => {
  expect(validationError('CreateTags', { ResourceId: 'd-ffffffffff' })).toContain('tags');
});
