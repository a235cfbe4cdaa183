import { expect, it } from 'vitest';
import { findImage, shareImage } from '../store/images.ts';
import {
  queuedRuns,
  refusal,
  strangerContext,
  testContext,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { testImage } from '../testingImages.ts';
import { CopyWorkspaceImage } from './CopyWorkspaceImage.ts';

const test = useWorkspaces();

const copy = (SourceImageId: string, Name: string, context = testContext, SourceRegion = context.region) =>
  CopyWorkspaceImage(context, { SourceImageId, SourceRegion, Name }, test.deps);

it('begins to make an image of the same content', async () => {
  const source = await testImage(test.database, { root_volume_gib: 200 });
  const { ImageId = '' } = await copy(source, 'a copy');
  expect(await findImage(test.database, ImageId)).toMatchObject({
    name: 'a copy',
    description: 'a test',
    state: 'PENDING',
    root_volume_gib: 200,
    source_image_id: source,
  });
  expect(await queuedRuns(test.database)).toContain(`workspaces.copyImage ${ImageId}`);
});

it('copies what is shared with the account, and nothing else of others', async () => {
  const source = await testImage(test.database);
  expect(await refusal(copy(source, 'stolen', strangerContext))).toBe('ResourceNotFoundException');
  await shareImage(test.database, source, strangerContext.accountId);
  const { ImageId = '' } = await copy(source, 'given', strangerContext);
  expect((await findImage(test.database, ImageId))?.account_id).toBe(strangerContext.accountId);
});

it('refuses other Regions, images that are not there or not ready, a name twice and one too many', async () => {
  const source = await testImage(test.database);
  const pending = await testImage(test.database, { state: 'PENDING' });
  for (const region of ['eu-west-1', 'mars-north-1']) {
    expect(await refusal(copy(source, 'far', testContext, region))).toBe('InvalidParameterValuesException');
  }
  expect(await refusal(copy('wsi-000000000', 'none'))).toBe('ResourceNotFoundException');
  expect(await refusal(copy(pending, 'early'))).toBe('ResourceUnavailableException');
  await copy(source, 'twice');
  expect(await refusal(copy(source, 'twice'))).toBe('ResourceAlreadyExistsException');
  const quotas = { ...test.deps.quotas, images: 1 };
  const full = CopyWorkspaceImage(
    testContext,
    { SourceImageId: source, SourceRegion: testContext.region, Name: 'full' },
    { ...test.deps, quotas },
  );
  expect(await refusal(full)).toBe('ResourceLimitExceededException');
});

it('needs a Region', () => {
  expect(validationError('CopyWorkspaceImage', { SourceImageId: 'wsi-000000000', Name: 'x' })).toContain(
    'sourceRegion',
  );
});
