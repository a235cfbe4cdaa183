import { describe, expect, it } from 'vitest';
import { matcher } from './filters.ts';
import { wildcard } from './wildcard.ts';

interface Thing {
  Id: string;
  Open?: boolean;
  Parts?: string[];
  Tags?: { Key: string; Value: string }[];
}

const fields = {
  id: (thing: Thing) => thing.Id,
  open: (thing: Thing) => thing.Open,
  part: (thing: Thing) => thing.Parts ?? [],
};
const matching = (filters: Parameters<typeof matcher<Thing>>[0]) =>
  [
    { Id: 'a-1', Open: true, Tags: [{ Key: 'Name', Value: 'one' }] },
    { Id: 'a-2', Open: false, Parts: ['x', 'y'], Tags: [{ Key: 'Name', Value: '' }] },
    { Id: 'B-3', Parts: ['z'], Tags: [] },
  ]
    .filter(matcher<Thing>(filters, fields))
    .map((thing) => thing.Id);

describe('matcher', () => {
  it('lets everything through without filters', () => {
    expect(matching(undefined)).toEqual(['a-1', 'a-2', 'B-3']);
  });

  it('joins values by or and filters by and', () => {
    expect(matching([{ Name: 'id', Values: ['a-1', 'B-3'] }])).toEqual(['a-1', 'B-3']);
    expect(
      matching([
        { Name: 'id', Values: ['a-*'] },
        { Name: 'open', Values: ['true'] },
      ]),
    ).toEqual(['a-1']);
    expect(matching([{ Name: 'part', Values: ['y', 'z'] }])).toEqual(['a-2', 'B-3']);
  });

  it('is case-sensitive', () => {
    expect(matching([{ Name: 'id', Values: ['b-3'] }])).toEqual([]);
  });

  it('knows tags by key and value', () => {
    expect(matching([{ Name: 'tag:Name', Values: ['o*'] }])).toEqual(['a-1']);
    expect(matching([{ Name: 'tag:Name', Values: [''] }])).toEqual(['a-2']);
    expect(matching([{ Name: 'tag-key', Values: ['Name'] }])).toEqual(['a-1', 'a-2']);
  });

  it('refuses unknown filters, missing values and too many of either', () => {
    expect(() => matching([{ Name: 'colour', Values: ['red'] }])).toThrow("The filter 'colour' is invalid");
    expect(() => matching([{ Name: 'toString', Values: ['x'] }])).toThrow("The filter 'toString' is invalid");
    expect(() => matching([{ Values: ['red'] }])).toThrow('Filter.Name');
    expect(() => matching([{ Name: 'id' }])).toThrow('at least one value');
    const values = Array.from({ length: 201 }, String);
    expect(() => matching([{ Name: 'id', Values: values }])).toThrow('maximum number of values');
    const filters = Array.from({ length: 51 }, () => ({ Name: 'id', Values: ['a'] }));
    expect(() => matching(filters)).toThrow('maximum number of filters');
  });
});

describe('wildcard', () => {
  it.each([
    ['*', '', true],
    ['*', 'anything', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a*c*e', 'abcde', true],
    ['a*c*e', 'abcdef', false],
    ['*.b', 'a.b.b', true],
    ['a.c', 'abc', false],
    ['\\*\\?', '*?', true],
    ['\\*', 'x', false],
    ['ü?', 'ü😀', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s against %s: %s', (pattern, text, expected) => {
    expect(wildcard(pattern)(text)).toBe(expected);
  });

  it('stays fast whatever the pattern', () => {
    const started = performance.now();
    expect(wildcard('*a'.repeat(120))(`${'a'.repeat(60_000)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
