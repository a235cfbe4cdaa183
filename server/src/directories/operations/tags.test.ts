import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testContext } from '../../wire/testing.ts';
import { insertDirectory } from '../store/directories.ts';
import { directoriesTest, newDirectory, validationError } from '../testing.ts';
import { AddTagsToResource } from './AddTagsToResource.ts';
import type { Deps } from './deps.ts';
import { ListTagsForResource } from './ListTagsForResource.ts';
import { RemoveTagsFromResource } from './RemoveTagsFromResource.ts';

let deps: Deps;
let close: () => Promise<void>;
const context = testContext();
const ResourceId = 'd-0123456789';

beforeAll(async () => {
  ({ deps, close } = await directoriesTest());
  await insertDirectory(deps.database, newDirectory(), Buffer.from('sealed'));
});
afterAll(() => close());

const tag = (Key: string, Value: string) => ({ Key, Value });

describe('tags of directories', () => {
  it('are added, replaced, listed in pages and removed', async () => {
    await AddTagsToResource(
      context,
      { ResourceId, Tags: [tag('b', '1'), tag('A', '2'), tag('c', '3')] },
      deps,
    );
    await AddTagsToResource(context, { ResourceId, Tags: [tag('b', '4')] }, deps);
    const first = await ListTagsForResource(context, { ResourceId, Limit: 2 }, deps);
    expect(first.Tags).toEqual([tag('A', '2'), tag('b', '4')]);
    const second = await ListTagsForResource(context, { ResourceId, NextToken: first.NextToken }, deps);
    expect(second).toEqual({ Tags: [tag('c', '3')], NextToken: undefined });

    await RemoveTagsFromResource(context, { ResourceId, TagKeys: ['A', 'b', 'unknown'] }, deps);
    expect(await ListTagsForResource(context, { ResourceId }, deps)).toMatchObject({
      Tags: [tag('c', '3')],
    });
  });

  it('are fifty at most', async () => {
    const tags = Array.from({ length: 50 }, (_, index) => tag(`k${index}`, ''));
    await expect(AddTagsToResource(context, { ResourceId, Tags: tags }, deps)).rejects.toMatchObject({
      code: 'TagLimitExceededException',
    });
  });

  it('may not have the same key twice', async () => {
    await expect(
      AddTagsToResource(context, { ResourceId, Tags: [tag('x', '1'), tag('x', '2')] }, deps),
    ).rejects.toMatchObject({ code: 'InvalidParameterException' });
  });

  it('are not to be had of directories of others', async () => {
    const other = testContext({ region: 'eu-west-1' });
    const unknown = expect.objectContaining({ code: 'EntityDoesNotExistException' });
    await expect(AddTagsToResource(other, { ResourceId, Tags: [tag('x', '')] }, deps)).rejects.toEqual(
      unknown,
    );
    await expect(ListTagsForResource(other, { ResourceId }, deps)).rejects.toEqual(unknown);
    await expect(RemoveTagsFromResource(other, { ResourceId, TagKeys: ['c'] }, deps)).rejects.toEqual(
      unknown,
    );
  });

  it('are kept by the model to its characters', () => {
    expect(validationError('AddTagsToResource', { ResourceId, Tags: [tag('a;b', '')] })).toContain('tags');
  });
});
