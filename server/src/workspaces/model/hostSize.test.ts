import { expect, it } from 'vitest';
import { computeTypeProblem } from './hostSize.ts';

const small = { cpus: 2, memoryMib: 8192 };

it('lets every type in that needs no graphics processor where the operator overcommits', () => {
  expect(computeTypeProblem('GENERALPURPOSE_8XLARGE', { ...small, overcommit: true })).toBeUndefined();
});

it('refuses types larger than the host where the operator does not', () => {
  const host = { ...small, overcommit: false };
  expect(computeTypeProblem('VALUE', host)).toBeUndefined();
  expect(computeTypeProblem('PERFORMANCE', host)).toBeUndefined();
  expect(computeTypeProblem('PERFORMANCE', { ...host, memoryMib: 8191 })?.code).toBe(
    'ResourceUnavailableException',
  );
  expect(computeTypeProblem('POWER', { ...host, memoryMib: 65_536 })?.message).toContain(
    'workspaces.overcommit',
  );
});

it('says why there are no types with a graphics processor, whatever the host', () => {
  const host = { cpus: 128, memoryMib: 1_048_576, overcommit: true };
  expect(computeTypeProblem('GRAPHICS_G4DN', host)).toMatchObject({
    code: 'UnsupportedWorkspaceConfigurationException',
    message: expect.stringContaining('graphics processor'),
  });
});
