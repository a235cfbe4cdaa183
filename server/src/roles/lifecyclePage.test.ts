import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lifecycleFile, lifecyclePage } from './lifecyclePage.ts';

it('docs/lifecycle.md draws the present state graph (npm run lifecycle writes it)', () => {
  expect(readFileSync(lifecycleFile, 'utf8')).toBe(lifecyclePage());
});
