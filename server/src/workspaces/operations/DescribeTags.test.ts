import { expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { CreateTags } from './CreateTags.ts';
import { DescribeTags } from './DescribeTags.ts';

const test = useWorkspaces();

it('lists a tags of a resource for its owner alone', async () => {
  const { deps } = test;
  const ResourceId = await testRegistration(deps.database);
  expect(await DescribeTags(testContext, { ResourceId }, deps)).toEqual({ TagList: [] });
  const Tags = [{ Key: 'a', Value: '1' }];
  await CreateTags(testContext, { ResourceId, Tags }, deps);
  expect(await DescribeTags(testContext, { ResourceId }, deps)).toEqual({ TagList: Tags });
  expect(await refusal(DescribeTags(strangerContext, { ResourceId }, deps))).toBe(
    'ResourceNotFoundException',
  );
});

it('needs a resource', () => {
  expect(validationError('DescribeTags', {})).toContain('resourceId');
});
