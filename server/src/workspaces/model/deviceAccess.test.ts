import { expect, it } from 'vitest';
import { deviceAccess } from './deviceAccess.ts';

it("begins with the guide's defaults: no web access, no Linux", () => {
  const access = deviceAccess({});
  const denied = Object.entries(access).filter(([, value]) => value === 'DENY');
  expect(denied.map(([type]) => type)).toEqual(['Web', 'Linux', 'WorkSpacesThinClient']);
});

it('follows what was said, and leaves the others', () => {
  expect(deviceAccess({ Web: 'ALLOW', Ios: 'DENY' })).toMatchObject({
    Web: 'ALLOW',
    Ios: 'DENY',
    Android: 'ALLOW',
    Linux: 'DENY',
  });
});
