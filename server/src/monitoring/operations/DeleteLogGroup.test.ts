import { expect, it } from 'vitest';
import { CreateLogGroup } from './CreateLogGroup.ts';
import { DeleteLogGroup } from './DeleteLogGroup.ts';
import { DescribeLogGroups } from './DescribeLogGroups.ts';
import { stranger, useMonitoring } from './testing.ts';

const logs = useMonitoring();

it('deletes the group of the caller alone, once', async () => {
  const input = { logGroupName: 'group' };
  const refusal = 'ResourceNotFoundException: The specified log group does not exist.';
  await logs.call(CreateLogGroup, input);
  expect(await logs.refusal(DeleteLogGroup, input, stranger)).toBe(refusal);
  expect(await logs.call(DeleteLogGroup, input)).toEqual({});
  expect((await logs.call(DescribeLogGroups, {})).logGroups).toEqual([]);
  expect(await logs.refusal(DeleteLogGroup, input)).toBe(refusal);
});
