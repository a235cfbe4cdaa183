import { expect, it } from 'vitest';
import { homeAt, homeFrom, installationTag } from './home.ts';

it('takes the state directory from ALCOVE_HOME, as an absolute path', () => {
  expect(homeFrom({}).path).toBe('/var/lib/alcove');
  expect(homeFrom({ ALCOVE_HOME: '/srv/alcove/' }).path).toBe('/srv/alcove');
  expect(homeFrom({ ALCOVE_HOME: 'state' }).path).toBe(`${process.cwd()}/state`);
});

it('tags installations so that links may begin with it: a letter first, five characters, one per directory', () => {
  const tags = Array.from({ length: 200 }, (_, index) => installationTag(homeAt(`/srv/alcove-${index}`)));
  for (const tag of tags) expect(tag).toMatch(/^v[0-9a-f]{4}$/);
  expect(new Set(tags).size).toBeGreaterThan(195);
});
