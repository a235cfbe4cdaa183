import { expect, it } from 'vitest';
import { findImage, shareImage, unshareImage } from '../store/images.ts';
import { updateWorkspace } from '../store/workspaces.ts';
import {
  queuedRuns,
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
import { DeleteWorkspaceBundle } from './DeleteWorkspaceBundle.ts';
import { DeleteWorkspaceImage } from './DeleteWorkspaceImage.ts';

const test = useWorkspaces();

const remove = (ImageId: string, context = testContext) =>
  refusal(DeleteWorkspaceImage(context, { ImageId }, test.deps));

it('removes the image, and its volume afterwards', async () => {
  const imageId = await testImage(test.database);
  expect(await remove(imageId)).toBe('accepted');
  expect(await findImage(test.database, imageId)).toBeUndefined();
  expect(await queuedRuns(test.database)).toContain(`workspaces.deleteImage ${imageId}`);
  expect(await remove(imageId)).toBe('ResourceNotFoundException');
});

it('removes one that could not be made', async () => {
  expect(await remove(await testImage(test.database, { state: 'ERROR' }))).toBe('accepted');
});

it('refuses one that is PENDING, that is being copied, or that is somebody else’s', async () => {
  const imageId = await testImage(test.database);
  await testImage(test.database, { state: 'PENDING', source_image_id: imageId });
  expect(await remove(imageId)).toBe('InvalidResourceStateException');
  expect(await remove(await testImage(test.database, { state: 'PENDING' }))).toBe(
    'InvalidResourceStateException',
  );
  expect(await remove(imageId, strangerContext)).toBe('ResourceNotFoundException');
});

it('refuses one that is shared', async () => {
  const imageId = await testImage(test.database);
  await shareImage(test.database, imageId, strangerContext.accountId);
  expect(await remove(imageId)).toBe('ResourceAssociatedException');
  await unshareImage(test.database, imageId, strangerContext.accountId);
  expect(await remove(imageId)).toBe('accepted');
});

it('refuses one that a bundle has, also a deleted bundle that a WorkSpace has', async () => {
  const imageId = await testImage(test.database);
  const BundleId = await testBundle(test.database, imageId);
  const workspaceId = await testWorkspace(test.database, await testRegistration(test.database), 'AVAILABLE');
  await updateWorkspace(test.database, workspaceId, { at: testClock.now(), bundle_id: BundleId });
  expect(await remove(imageId)).toBe('ResourceAssociatedException');
  await DeleteWorkspaceBundle(testContext, { BundleId }, test.deps);
  expect(await remove(imageId)).toBe('ResourceAssociatedException');
});

it('needs an id', () => {
  expect(validationError('DeleteWorkspaceImage', {})).toContain('imageId');
});
