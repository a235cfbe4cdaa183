import { expect, it } from 'vitest';
import { stagesBefore } from './stages.ts';

it('reaches Deleting from everywhere else', () => {
  expect(stagesBefore('Deleting').sort()).toEqual(
    ['Active', 'Creating', 'Failed', 'Impaired', 'Inoperable', 'Requested'].sort(),
  );
});

it('does not make a directory Active that is not being made or mended', () => {
  expect(stagesBefore('Active')).not.toContain('Failed');
  expect(stagesBefore('Active')).not.toContain('Requested');
});
