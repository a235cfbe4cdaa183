import { describe, expect, it } from 'vitest';
import { findPublicBundle } from './bundles.ts';
import { isProblem } from './problem.ts';
import { planWorkspace, type RequestedProperties, type Surroundings } from './workspaceRequest.ts';

const overcommitted = {
  host: { cpus: 2, memoryMib: 8192, overcommit: true },
  imageRootVolumeGib: 80,
};

/** What is made from the bundle Standard: sizes and compute, or the code of the refusal. */
function plan(WorkspaceProperties: RequestedProperties, surroundings: Surroundings = overcommitted) {
  const bundle = findPublicBundle('wsb-d12stand0');
  if (!bundle) throw new Error('no bundle');
  const planned = planWorkspace({ UserName: 'demo', WorkspaceProperties }, bundle, surroundings);
  return isProblem(planned)
    ? planned.code
    : [planned.rootVolumeGib, planned.userVolumeGib, planned.computeType];
}

describe('sizes and compute of a new WorkSpace', () => {
  it("are the bundle's unless told", () => {
    expect(plan({})).toEqual([80, 50, 'STANDARD']);
    expect(plan({ UserVolumeSizeGib: 10 })).toEqual([80, 10, 'STANDARD']);
    expect(plan({ RootVolumeSizeGib: 175, UserVolumeSizeGib: 100, ComputeTypeName: 'POWER' })).toEqual([
      ...[175, 100, 'POWER'],
    ]);
  });

  it('keep to the groups', () => {
    expect(plan({ UserVolumeSizeGib: 5 })).toBe('InvalidParameterValuesException');
    expect(plan({ RootVolumeSizeGib: 60 })).toBe('InvalidParameterValuesException');
    expect(plan({ RootVolumeSizeGib: 100, UserVolumeSizeGib: 100 })).toBe('InvalidParameterValuesException');
  });

  it('hold what the image has', () => {
    const surroundings = { ...overcommitted, imageRootVolumeGib: 200 };
    expect(plan({ RootVolumeSizeGib: 199, UserVolumeSizeGib: 100 }, surroundings)).toBe(
      'InvalidParameterValuesException',
    );
    expect(plan({ RootVolumeSizeGib: 200, UserVolumeSizeGib: 100 }, surroundings)).toEqual([
      ...[200, 100, 'STANDARD'],
    ]);
  });

  it('fit the host where the operator wants that', () => {
    const surroundings = { ...overcommitted, host: { cpus: 2, memoryMib: 8192, overcommit: false } };
    expect(plan({}, surroundings)).toEqual([80, 50, 'STANDARD']);
    expect(plan({ ComputeTypeName: 'POWER' }, surroundings)).toBe('ResourceUnavailableException');
    expect(plan({ ComputeTypeName: 'GRAPHICS_G4DN' })).toBe('UnsupportedWorkspaceConfigurationException');
  });
});
