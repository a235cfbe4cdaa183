import { expect, it } from 'vitest';
import { refusal, strangerContext, testContext, useWorkspaces, validationError } from '../testing.ts';
import { testImage } from '../testingImages.ts';
import { DescribeWorkspaceImagePermissions } from './DescribeWorkspaceImagePermissions.ts';
import { UpdateWorkspaceImagePermission } from './UpdateWorkspaceImagePermission.ts';

const test = useWorkspaces();

const share = (
  ImageId: string,
  AllowCopyImage = true,
  SharedAccountId = strangerContext.accountId,
  context = testContext,
) =>
  refusal(UpdateWorkspaceImagePermission(context, { ImageId, AllowCopyImage, SharedAccountId }, test.deps));

it('allows an account to copy an image, and takes that back, each as often as one likes', async () => {
  const ImageId = await testImage(test.database);
  const accounts = async () =>
    (await DescribeWorkspaceImagePermissions(testContext, { ImageId }, test.deps)).ImagePermissions?.map(
      (permission) => permission.SharedAccountId,
    );
  for (let i = 0; i < 2; i++) expect(await share(ImageId)).toBe('accepted');
  expect(await accounts()).toEqual([strangerContext.accountId]);
  for (let i = 0; i < 2; i++) expect(await share(ImageId, false)).toBe('accepted');
  expect(await accounts()).toEqual([]);
});

it('refuses images that are not there or not ready, and the own account', async () => {
  const imageId = await testImage(test.database);
  expect(await share('wsi-000000000')).toBe('ResourceNotFoundException');
  expect(await share('wsi-d12xfce00')).toBe('ResourceNotFoundException');
  expect(await share(imageId, true, '333333333333', strangerContext)).toBe('ResourceNotFoundException');
  expect(await share(imageId, true, testContext.accountId)).toBe('InvalidParameterValuesException');
  expect(await share(await testImage(test.database, { state: 'PENDING' }))).toBe(
    'ResourceUnavailableException',
  );
});

it('takes numbers of accounts alone', () => {
  const input = { ImageId: 'wsi-000000000', AllowCopyImage: true, SharedAccountId: 'me' };
  expect(validationError('UpdateWorkspaceImagePermission', input)).toContain('sharedAccountId');
});
