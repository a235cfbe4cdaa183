import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ConstraintModel } from './constraints.ts';
import type { Limits, Member, Shape, StructureShape } from './shapes.ts';
import { toExpression } from './shapes.ts';
import { describeEc2Violation, describeViolations, violations } from './validation.ts';

const NONE: Limits = {
  min: undefined,
  max: undefined,
  pattern: undefined,
  values: undefined,
  sensitive: false,
};
const text = (limits: Partial<Limits> = {}): Shape => ({ kind: 'string', limits: { ...NONE, ...limits } });
const place = (shape: Shape) => ({ shape, xmlName: undefined, ec2QueryName: undefined, flattened: false });
const member = (name: string, shape: Shape, required = false): Member => ({
  ...place(shape),
  name,
  required,
});
const structure = (...members: Member[]): StructureShape => ({ kind: 'structure', name: 'S', members });
const pattern = (source: string) => ({ source, expression: toExpression(source) });

const describeInput = (shape: StructureShape, input: object) => describeViolations(violations(shape, input));

test('has nothing to say about a good input', () => {
  const shape = structure(member('Name', text({ min: 1, max: 3 }), true), member('Other', text()));
  expect(violations(shape, { Name: 'é日😀' })).toEqual([]);
});

test.each([
  [{}, "Value null at 'name' failed to satisfy constraint: Member must not be null"],
  [
    { Name: '' },
    "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    { Name: 'abcd' },
    "Value 'abcd' at 'name' failed to satisfy constraint: Member must have length less than or equal to 3",
  ],
  [
    { Name: 'a-b' },
    "Value 'a-b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
  ],
  [
    { Name: 'a', Size: 0 },
    "Value '0' at 'size' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    { Name: 'a', Size: 9 },
    "Value '9' at 'size' failed to satisfy constraint: Member must have value less than or equal to 8",
  ],
  [
    { Name: 'a', Mode: 'X' },
    "Value 'X' at 'mode' failed to satisfy constraint: Member must satisfy enum value set: [A, B]",
  ],
  [
    { Name: 'a', Bytes: new Uint8Array(5) },
    "Value '5 bytes' at 'bytes' failed to satisfy constraint: Member must have length less than or equal to 4",
  ],
])('%o: %s', (input, message) => {
  const limited = { ...NONE, min: 1, max: 8 };
  const shape = structure(
    member('Name', text({ min: 1, max: 3, pattern: pattern('[a-z]+') }), true),
    member('Size', { kind: 'number', integer: true, limits: limited }),
    member('Mode', text({ values: new Set(['A', 'B']) })),
    member('Bytes', { kind: 'blob', limits: { ...NONE, max: 4 } }),
  );
  expect(describeInput(shape, input)).toContain(message);
});

test('looks into structures, lists and maps, and counts what it finds', () => {
  const inner = structure(member('DirectoryId', text({ min: 10 }), true));
  const list: Shape = { kind: 'list', element: place(inner), limits: { ...NONE, max: 2 } };
  const map: Shape = {
    kind: 'map',
    key: place(text({ max: 3 })),
    value: place(text({ min: 1 })),
    limits: undefined,
  };
  const shape = structure(member('Workspaces', list), member('Labels', map));
  const input = { Workspaces: [{ DirectoryId: 'd-123' }, {}, {}], Labels: { long: 'x', a: '' } };
  expect(describeInput(shape, input).split('; ')).toEqual([
    expect.stringMatching(
      /^6 validation errors detected: Value '\[3 elements\]' at 'workspaces' .* less than or equal to 2$/,
    ),
    "Value 'd-123' at 'workspaces.1.member.directoryId' failed to satisfy constraint: Member must have length greater than or equal to 10",
    "Value null at 'workspaces.2.member.directoryId' failed to satisfy constraint: Member must not be null",
    "Value null at 'workspaces.3.member.directoryId' failed to satisfy constraint: Member must not be null",
    "Value 'long' at 'labels' failed to satisfy constraint: Member must have length less than or equal to 3",
    "Value '' at 'labels.a.member' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ]);
});

test('never shows a sensitive value', () => {
  const shape = structure(member('Password', text({ max: 3, sensitive: true })));
  const [violation] = violations(shape, { Password: 'secret' });
  expect(describeInput(shape, { Password: 'secret' })).toBe(
    "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 3",
  );
  expect(violation && describeEc2Violation(violation).message).not.toContain('secret');
});

test('stays short and quick however much is wrong', () => {
  const element = place(text({ max: 1, pattern: pattern('(a+)+') }));
  const shape = structure(member('Names', { kind: 'list', element, limits: undefined }));
  const message = describeInput(shape, {
    Names: Array.from({ length: 100_000 }, () => `${'a'.repeat(5000)}!`),
  });
  expect(message.length).toBeLessThan(40_000);
});

test("tells of EC2's first violation in EC2's way", () => {
  const shape = structure(member('VpcId', text(), true), member('Mode', text({ values: new Set(['A']) })));
  const [missing, wrong] = violations(shape, { Mode: 'X' });
  expect(missing && describeEc2Violation(missing)).toEqual({
    code: 'MissingParameter',
    message: 'The request must contain the parameter VpcId',
  });
  expect(wrong && describeEc2Violation(wrong)).toEqual({
    code: 'InvalidParameterValue',
    message: 'Value (X) for parameter Mode is invalid. It must satisfy enum value set: [A].',
  });
});

test('patterns match whole values', () => {
  const matches = (source: string, value: string) => toExpression(source).test(value);
  expect(matches('[a-z]+', 'abc')).toBe(true);
  expect(matches('[a-z]+', 'abc1')).toBe(false);
  expect(matches('^d-[0-9]{2}$|^wsd-[0-9]{2}$', 'wsd-12')).toBe(true);
  expect(matches('.*', 'two\nlines')).toBe(true);
  expect(matches('(\\p{LD}|\\p{Punct}| )+', 'Grüße 123 [~]!')).toBe(true);
  expect(matches('(\\p{LD}|\\p{Punct}| )+', 'tab\t')).toBe(false);
});

test('all patterns of all services are understood', () => {
  const folder = new URL('models/', import.meta.url);
  const patterns = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ConstraintModel)
    .flatMap((model) => Object.values(model.shapes).flatMap((shape) => shape?.pattern ?? []));
  expect(patterns.length).toBeGreaterThan(200);
  for (const source of patterns) {
    const expression = toExpression(source);
    // Without the flag, \p would be the letter p.
    if (source.includes('\\p{')) expect(expression.flags, source).toContain('u');
  }
});
