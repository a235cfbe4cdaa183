import { expect, it } from 'vitest';
import { shareImage } from '../store/images.ts';
import { refusal, strangerContext, testContext, useWorkspaces, validationError } from '../testing.ts';
import { testImage } from '../testingImages.ts';
import { DescribeWorkspaceImagePermissions } from './DescribeWorkspaceImagePermissions.ts';

const test = useWorkspaces();

it('lists the accounts in pages', async () => {
  const ImageId = await testImage(test.database);
  for (const account of ['333333333333', '222222222222', '444444444444']) {
    await shareImage(test.database, ImageId, account);
  }
  const first = await DescribeWorkspaceImagePermissions(testContext, { ImageId, MaxResults: 2 }, test.deps);
  expect(first.ImageId).toBe(ImageId);
  expect(first.ImagePermissions).toEqual([
    { SharedAccountId: '222222222222' },
    { SharedAccountId: '333333333333' },
  ]);
  const second = await DescribeWorkspaceImagePermissions(
    testContext,
    { ImageId, MaxResults: 2, NextToken: first.NextToken },
    test.deps,
  );
  expect(second).toEqual({ ImageId, ImagePermissions: [{ SharedAccountId: '444444444444' }] });
});

it('tells nobody else', async () => {
  const ImageId = await testImage(test.database);
  await shareImage(test.database, ImageId, strangerContext.accountId);
  const call = (context = strangerContext, id = ImageId) =>
    refusal(DescribeWorkspaceImagePermissions(context, { ImageId: id }, test.deps));
  expect(await call()).toBe('ResourceNotFoundException');
  expect(await call(testContext, 'wsi-000000000')).toBe('ResourceNotFoundException');
});

it('needs an id', () => {
  expect(validationError('DescribeWorkspaceImagePermissions', {})).toContain('imageId');
});
