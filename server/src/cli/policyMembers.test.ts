import { expect, test } from 'vitest';
import { constraints } from '../extensions/constraints.ts';
import { memberOptions, readAssignments, showValue } from './policyMembers.ts';

test('every member has a name', () => {
  const named = Object.values(memberOptions).map(({ member }) => member);
  expect(named.sort()).toEqual([...(constraints.shapes.Member?.enum ?? [])].sort());
});

test('assignments are read', () => {
  expect(
    readAssignments([
      ...['clipboard=to-desktop', 'file-transfer=off', 'printing=off', 'audio-in=on'],
      'idle-disconnect=30',
    ]),
  ).toEqual({
    ...{ Clipboard: 'TO_DESKTOP', FileTransfer: 'OFF', Printing: false, AudioIn: true },
    IdleDisconnectMinutes: 30,
  });
});

test.each([
  ['clipboard', 'name=value'],
  ['clip=off', 'There is no policy clip'],
  ['clipboard=sideways', 'is one of off, to-desktop, from-desktop, both'],
  ['printing=yes', 'is on or off'],
  ['idle-disconnect=-1', 'is a number'],
])('%s is refused', (assignment, message) => {
  expect(() => readAssignments([assignment])).toThrow(message);
});

test.each([
  ['FROM_DESKTOP' as const, 'from-desktop'],
  [true, 'on'],
  [20, '20'],
])('%s is shown as %s', (value, text) => expect(showValue(value)).toBe(text));
