import { expect, it } from 'vitest';
import { CreateLogGroup } from './CreateLogGroup.ts';
import { ListTagsForLogGroup } from './ListTagsForLogGroup.ts';
import { stranger, useMonitoring } from './testing.ts';

const logs = useMonitoring();

it('lists the tags of a group of the caller', async () => {
  await logs.call(CreateLogGroup, { logGroupName: 'group', tags: { a: '1', b: '' } });
  const resourceArn = 'arn:aws:logs:us-east-1:123456789012:log-group:group';
  expect(await logs.call(ListTagsForLogGroup, { resourceArn })).toEqual({ tags: { a: '1', b: '' } });
  expect(await logs.refusal(ListTagsForLogGroup, { resourceArn }, stranger)).toMatch(
    /^ResourceNotFoundException/,
  );
  for (const other of [`${resourceArn}x`, 'group']) {
    expect(await logs.refusal(ListTagsForLogGroup, { resourceArn: other })).toMatch(
      /^ResourceNotFoundException/,
    );
  }
});
