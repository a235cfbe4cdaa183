import { expect, it } from 'vitest';
import { deleteBundle, findBundle } from '../store/bundles.ts';
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
import { testBundle, testImage } from '../testingImages.ts';
import { UpdateWorkspaceBundle } from './UpdateWorkspaceBundle.ts';

const test = useWorkspaces();

const update = (BundleId: string | undefined, ImageId: string | undefined, context = testContext) =>
  refusal(UpdateWorkspaceBundle(context, { BundleId, ImageId }, test.deps));

it('gives a bundle another image', async () => {
  const bundleId = await testBundle(test.database, await testImage(test.database));
  const newer = await testImage(test.database);
  expect(await update(bundleId, newer)).toBe('accepted');
  expect((await findBundle(test.database, testContext, bundleId))?.imageId).toBe(newer);
});

it('refuses what cannot be', async () => {
  const imageId = await testImage(test.database);
  const bundleId = await testBundle(test.database, imageId);
  expect(await update('wsb-000000000', imageId)).toBe('ResourceNotFoundException');
  expect(await update(bundleId, imageId, strangerContext)).toBe('ResourceNotFoundException');
  expect(await update(bundleId, 'wsi-000000000')).toBe('ResourceNotFoundException');
  expect(await update('wsb-d12stand0', imageId)).toBe('AccessDeniedException');
  expect(await update(bundleId, await testImage(test.database, { state: 'PENDING' }))).toBe(
    'ResourceUnavailableException',
  );
  expect(await update(bundleId, await testImage(test.database, { root_volume_gib: 200 }))).toBe(
    'InvalidParameterValuesException',
  );
  expect(await update(undefined, imageId)).toBe('ValidationException');
  expect(await update(bundleId, undefined)).toBe('ValidationException');
});

it('refuses a bundle that is deleted', async () => {
  const imageId = await testImage(test.database);
  const bundleId = await testBundle(test.database, imageId);
  const workspaceId = await testWorkspace(test.database, await testRegistration(test.database), 'AVAILABLE');
  await updateWorkspace(test.database, workspaceId, { at: testClock.now(), bundle_id: bundleId });
  await deleteBundle(test.database, bundleId, testContext.clock.now());
  expect(await update(bundleId, imageId)).toBe('ResourceNotFoundException');
});

it('takes ids of bundles alone', () => {
  expect(validationError('UpdateWorkspaceBundle', { BundleId: 'x' })).toContain('bundleId');
});
