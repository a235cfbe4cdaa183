import { expect, it } from 'vitest';
import { refusal, testContext, testRegistration, useWorkspaces, validationError } from '../testing.ts';
import { CreateTags } from './CreateTags.ts';
import { DeleteTags } from './DeleteTags.ts';
import { DescribeTags } from './DescribeTags.ts';

const test = useWorkspaces();

it('takes tags away, and does not mind those that are not there', async () => {
  const { deps } = test;
  const ResourceId = await testRegistration(deps.database);
  await CreateTags(
    testContext,
    {
      ResourceId,
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    },
    deps,
  );
  await DeleteTags(testContext, { ResourceId, TagKeys: ['a', 'c'] }, deps);
  await DeleteTags(testContext, { ResourceId, TagKeys: [] }, deps);
  expect(await DescribeTags(testContext, { ResourceId }, deps)).toEqual({
    TagList: [{ Key: 'b', Value: '2' }],
  });
});

it('refuses reserved keys and resources that are not there', async () => {
  const remove = (key: string) =>
    refusal(DeleteTags(testContext, { ResourceId: 'd-ffffffffff', TagKeys: [key] }, test.deps));
  expect(await remove('aws:x')).toBe('InvalidParameterValuesException');
  expect(await remove('x')).toBe('ResourceNotFoundException');
});

it('needs keys', () => {
  expect(validationError('DeleteTags', { ResourceId: 'd-ffffffffff' })).toContain('tagKeys');
});
