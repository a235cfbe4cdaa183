import { expect, it } from 'vitest';
import { shareImage } from '../store/images.ts';
import { refusal, strangerContext, testContext, useWorkspaces, validationError } from '../testing.ts';
import { testImage } from '../testingImages.ts';
import { CreateWorkspaceBundle } from './CreateWorkspaceBundle.ts';
import { DescribeTags } from './DescribeTags.ts';
import { DescribeWorkspaceBundles } from './DescribeWorkspaceBundles.ts';

const test = useWorkspaces();

type Input = Parameters<typeof CreateWorkspaceBundle>[1];
const request = (ImageId: string, differences: Partial<Input> = {}): Input => ({
  BundleName: `bundle ${Math.random()}`,
  BundleDescription: 'tools',
  ImageId,
  ComputeType: { Name: 'STANDARD' },
  UserStorage: { Capacity: '50' },
  RootStorage: { Capacity: '80' },
  ...differences,
});
const create = (ImageId: string, differences: Partial<Input> = {}, context = testContext) =>
  CreateWorkspaceBundle(context, request(ImageId, differences), test.deps);

it('makes a bundle of an own image', async () => {
  const ImageId = await testImage(test.database);
  const { WorkspaceBundle: bundle } = await create(ImageId, {
    BundleName: 'tools',
    Tags: [{ Key: 'team', Value: 'it' }],
  });
  expect(bundle).toEqual({
    BundleId: expect.stringMatching(/^wsb-[0-9a-z]{9}$/),
    Name: 'tools',
    Owner: testContext.accountId,
    Description: 'tools',
    ImageId,
    RootStorage: { Capacity: '80' },
    UserStorage: { Capacity: '50' },
    ComputeType: { Name: 'STANDARD' },
    CreationTime: testContext.clock.now(),
    LastUpdatedTime: testContext.clock.now(),
    State: 'AVAILABLE',
    BundleType: 'REGULAR',
  });
  const BundleId = bundle?.BundleId ?? '';
  const { Bundles } = await DescribeWorkspaceBundles(testContext, { BundleIds: [BundleId] }, test.deps);
  expect(Bundles).toEqual([bundle]);
  const { TagList } = await DescribeTags(testContext, { ResourceId: BundleId }, test.deps);
  expect(TagList).toEqual([{ Key: 'team', Value: 'it' }]);
});

it('makes one of a public image, and one whose root is as large as the image', async () => {
  expect(await refusal(create('wsi-d12xfce00'))).toBe('accepted');
  const large = await testImage(test.database, { root_volume_gib: 200 });
  const { WorkspaceBundle: bundle } = await create(large, {
    RootStorage: undefined,
    UserStorage: { Capacity: '100' },
  });
  expect(bundle?.RootStorage).toEqual({ Capacity: '200' });
});

it('refuses images that it cannot have', async () => {
  const shared = await testImage(test.database, { account_id: strangerContext.accountId });
  const theirs = await testImage(test.database, { account_id: strangerContext.accountId });
  await shareImage(test.database, shared, testContext.accountId);
  expect(await refusal(create(shared))).toBe('AccessDeniedException');
  expect(await refusal(create(theirs))).toBe('ResourceNotFoundException');
  expect(await refusal(create('wsi-000000000'))).toBe('ResourceNotFoundException');
  for (const state of ['PENDING', 'ERROR'] as const) {
    const unready = await testImage(test.database, { state });
    expect(await refusal(create(unready))).toBe('ResourceUnavailableException');
  }
});

it.each<[string, Partial<Input>]>([
  ['volumes that do not go together', { UserStorage: { Capacity: '60' } }],
  ['a size that is none', { UserStorage: { Capacity: '10.5' } }],
  ['no size', { UserStorage: { Capacity: '' } }],
  ['a graphics type', { ComputeType: { Name: 'GRAPHICS_G4DN' } }],
  ['no compute type', { ComputeType: {} }],
  ['reserved tags', { Tags: [{ Key: 'aws:x', Value: '' }] }],
])('refuses %s', async (_, differences) => {
  expect(await refusal(create('wsi-d12xfce00', differences))).toBe('InvalidParameterValuesException');
});

it('refuses a root that is smaller than the image', async () => {
  const large = await testImage(test.database, { root_volume_gib: 200 });
  expect(await refusal(create(large, { UserStorage: { Capacity: '100' } }))).toBe(
    'InvalidParameterValuesException',
  );
});

it('refuses a name twice, and one too many', async () => {
  await create('wsi-d12xfce00', { BundleName: 'twice' });
  expect(await refusal(create('wsi-d12xfce00', { BundleName: 'twice' }))).toBe(
    'ResourceAlreadyExistsException',
  );
  expect(await refusal(create('wsi-d12xfce00', { BundleName: 'twice' }, strangerContext))).toBe('accepted');
  const deps = { ...test.deps, quotas: { ...test.deps.quotas, bundles: 1 } };
  expect(await refusal(CreateWorkspaceBundle(testContext, request('wsi-d12xfce00'), deps))).toBe(
    'ResourceLimitExceededException',
  );
});

it('needs storage for the user', () => {
  const { UserStorage: _, ...rest } = request('wsi-000000000', { BundleName: 'x' });
  expect(validationError('CreateWorkspaceBundle', rest)).toContain('userStorage');
});
