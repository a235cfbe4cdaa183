import { expect, test } from 'vitest';
import { oneProtocol } from './streamProtocols.ts';

test.each([
  [['WSP'], 'WSP'],
  [['PCOIP'], 'PCOIP'],
  [[], undefined],
  [['PCOIP', 'WSP'], undefined],
  [['RDP'], undefined],
])('the one protocol of %j', (list, protocol) => {
  expect(oneProtocol(list)).toBe(protocol);
});
