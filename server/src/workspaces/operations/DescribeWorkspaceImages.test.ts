import { expect, it } from 'vitest';
import { shareImage } from '../store/images.ts';
import { refusal, strangerContext, testContext, useWorkspaces, validationError } from '../testing.ts';
import { testImage } from '../testingImages.ts';
import { DescribeWorkspaceImages } from './DescribeWorkspaceImages.ts';

const test = useWorkspaces();

const describeImages = async (input: Parameters<typeof DescribeWorkspaceImages>[1], context = testContext) =>
  (await DescribeWorkspaceImages(context, input, test.deps)).Images?.map((image) => image.ImageId).sort();

it('shows the own images, and those that are shared, each to those whom they concern', async () => {
  const mine = await testImage(test.database);
  const shared = await testImage(test.database, { account_id: strangerContext.accountId });
  const theirs = await testImage(test.database, { account_id: strangerContext.accountId });
  await shareImage(test.database, shared, testContext.accountId);
  const all = { ImageIds: [mine, shared, theirs] };
  expect(await describeImages({})).toEqual([mine]);
  expect(await describeImages({ ImageType: 'OWNED' })).toEqual([mine]);
  expect(await describeImages({ ImageType: 'SHARED' })).toEqual([shared]);
  expect(await describeImages(all)).toEqual([mine, shared].sort());
  expect(await describeImages({ ...all, ImageType: 'SHARED' })).toEqual([shared]);
  expect(await describeImages({}, strangerContext)).toEqual([shared, theirs].sort());
  expect(await describeImages({ ImageIds: ['wsi-000000000'] })).toEqual([]);
  const elsewhere = { ...testContext, region: 'eu-west-1' };
  expect(await describeImages(all, elsewhere)).toEqual([]);
});

it('says why an image could not be made', async () => {
  const ImageId = await testImage(test.database, {
    state: 'ERROR',
    error_code: 'ImageCheckFailed',
    error_message: 'The root volume is full.',
  });
  const { Images } = await DescribeWorkspaceImages(testContext, { ImageIds: [ImageId] }, test.deps);
  expect(Images?.[0]).toMatchObject({
    State: 'ERROR',
    ErrorCode: 'ImageCheckFailed',
    ErrorMessage: 'The root volume is full.',
  });
});

it('gives pages', async () => {
  const context = { ...testContext, accountId: '333333333333' };
  for (let i = 0; i < 3; i++) await testImage(test.database, { account_id: context.accountId });
  const first = await DescribeWorkspaceImages(context, { MaxResults: 2 }, test.deps);
  expect(first.Images).toHaveLength(2);
  const next = { MaxResults: 2, NextToken: first.NextToken };
  const second = await DescribeWorkspaceImages(context, next, test.deps);
  expect(second.Images).toHaveLength(1);
  expect(second.NextToken).toBeUndefined();
  const other = DescribeWorkspaceImages(context, { ...next, ImageType: 'SHARED' }, test.deps);
  expect(await refusal(other)).toBe('InvalidParameterValuesException');
});

it('takes ids of images alone', () => {
  expect(validationError('DescribeWorkspaceImages', { ImageIds: ['x'] })).toContain('imageIds');
});
