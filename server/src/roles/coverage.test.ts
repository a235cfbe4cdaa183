import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { coverageFile, coveragePage } from './coverage.ts';

it('docs/api-coverage.md is current (npm run coverage writes it)', () => {
  expect(readFileSync(coverageFile, 'utf8')).toBe(coveragePage());
});
