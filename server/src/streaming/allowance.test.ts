import { expect, test } from 'vitest';
import { DEFAULT_SESSION_POLICY } from '../workspaces/index.ts';
import { allowanceOf } from './allowance.ts';

test('each direction by itself, and nothing before the policy is known', () => {
  const policy = {
    ...DEFAULT_SESSION_POLICY,
    ...({ clipboard: 'TO_DESKTOP', fileTransfer: 'FROM_DESKTOP' } as const),
    ...{ printing: true, audioIn: false, timeZoneRedirection: true },
  };
  const allowed = {
    ...{ clipboardToDesktop: true, clipboardFromDesktop: false },
    ...{ filesToDesktop: false, filesFromDesktop: true },
    ...{ printing: true, microphone: false, timeZone: true },
  };
  expect(allowanceOf(policy)).toEqual(allowed);
  expect(new Set(Object.values(allowanceOf(undefined)))).toEqual(new Set([false]));
});
