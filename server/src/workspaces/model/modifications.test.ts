import { describe, expect, it } from 'vitest';
import type { ComputeType } from './computeTypes.ts';
import { type ModifiedWorkspace, planModification, type WantedChange } from './modifications.ts';
import { isProblem } from './problem.ts';

const host = { cpus: 2, memoryMib: 8192, overcommit: true };
const createdAt = new Date('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const after = (milliseconds: number) => new Date(createdAt.getTime() + milliseconds);

function workspace(differences: Partial<ModifiedWorkspace> = {}): ModifiedWorkspace {
  return {
    ...{ rootVolumeGib: 80, userVolumeGib: 50, computeType: 'STANDARD', createdAt },
    ...{ volumesChangedAt: null, computeEnlargedAt: null, computeReducedAt: null },
    ...differences,
  };
}

/** The resource that a change begins, `nothing`, or the code that it is refused with. */
function outcome(present: ModifiedWorkspace, wanted: WantedChange, at = after(DAY), on = host): string {
  const result = planModification(present, wanted, on, at);
  if (result === undefined) return 'nothing';
  return isProblem(result) ? result.code : result.resource;
}

const INVALID = 'InvalidParameterValuesException';
const TOO_SOON = 'InvalidResourceStateException';

describe('changing volumes', () => {
  const of = (rootVolumeGib: number, userVolumeGib: number) => workspace({ rootVolumeGib, userVolumeGib });

  it.each<[ModifiedWorkspace, WantedChange, string]>([
    [of(80, 10), { userVolumeGib: 50 }, 'USER_VOLUME'],
    [of(80, 10), { userVolumeGib: 100 }, 'USER_VOLUME'],
    [of(80, 100), { rootVolumeGib: 175 }, 'ROOT_VOLUME'],
    [of(175, 100), { userVolumeGib: 101 }, 'USER_VOLUME'],
    [of(175, 100), { rootVolumeGib: 2000 }, 'ROOT_VOLUME'],
    [of(80, 10), { rootVolumeGib: 175 }, INVALID],
    [of(80, 50), { rootVolumeGib: 80, userVolumeGib: 20 }, INVALID],
    [of(80, 50), { userVolumeGib: 10 }, INVALID],
    [of(80, 50), { userVolumeGib: 175 }, INVALID],
    [of(80, 100), { userVolumeGib: 200 }, INVALID],
    [of(80, 100), { rootVolumeGib: 100 }, INVALID],
    [of(200, 100), { rootVolumeGib: 175 }, INVALID],
    [of(200, 100), { rootVolumeGib: 2001 }, INVALID],
    [of(80, 50), { rootVolumeGib: 175, userVolumeGib: 100 }, INVALID],
    [of(80, 50), { userVolumeGib: 100, computeType: 'POWER' }, INVALID],
    [of(80, 50), { rootVolumeGib: 80, userVolumeGib: 50 }, 'nothing'],
    [of(80, 50), { rootVolumeGib: 80, userVolumeGib: 100 }, 'USER_VOLUME'],
  ])('from %j by %j: %s', (present, wanted, expected) => {
    expect(outcome(present, wanted)).toBe(expected);
  });

  it('waits six hours after the launch', () => {
    const wanted = { userVolumeGib: 100 };
    expect(outcome(workspace(), wanted, after(6 * HOUR - 1))).toBe(TOO_SOON);
    expect(outcome(workspace(), wanted, after(6 * HOUR))).toBe('USER_VOLUME');
  });

  it('waits six hours after the last change of either volume, and not for compute', () => {
    const wanted = { rootVolumeGib: 175 };
    const present = workspace({ userVolumeGib: 100, volumesChangedAt: after(DAY), computeEnlargedAt: null });
    expect(outcome(present, wanted, after(DAY + 6 * HOUR - 1))).toBe(TOO_SOON);
    expect(outcome(present, wanted, after(DAY + 6 * HOUR))).toBe('ROOT_VOLUME');
    expect(outcome(present, { computeType: 'POWER' }, after(DAY + 1))).toBe('COMPUTE_TYPE');
  });

  it('says how long in the words of the service', () => {
    expect(planModification(workspace(), { userVolumeGib: 100 }, host, after(HOUR))).toEqual({
      code: TOO_SOON,
      message: 'Action not supported. Property update not allowed within 21,600 seconds of creation.',
      retryAfterSeconds: 18_000,
    });
  });
});

describe('changing the compute type', () => {
  const larger: WantedChange = { computeType: 'POWER' };
  const smaller: WantedChange = { computeType: 'VALUE' };

  it('to a larger one waits six hours after the launch and after the last larger one', () => {
    expect(outcome(workspace(), larger, after(6 * HOUR - 1))).toBe(TOO_SOON);
    expect(outcome(workspace(), larger, after(6 * HOUR))).toBe('COMPUTE_TYPE');
    const enlarged = workspace({ computeEnlargedAt: after(DAY) });
    expect(outcome(enlarged, larger, after(DAY + 6 * HOUR - 1))).toBe(TOO_SOON);
    expect(outcome(enlarged, larger, after(DAY + 6 * HOUR))).toBe('COMPUTE_TYPE');
  });

  it('to a smaller one waits 30 days after the last smaller one, and not after the launch', () => {
    expect(outcome(workspace(), smaller, after(0))).toBe('COMPUTE_TYPE');
    const reduced = workspace({ computeReducedAt: after(0) });
    expect(outcome(reduced, smaller, after(30 * DAY - 1))).toBe(TOO_SOON);
    expect(outcome(reduced, smaller, after(30 * DAY))).toBe('COMPUTE_TYPE');
  });

  it('counts larger and smaller ones apart', () => {
    const present = workspace({ computeReducedAt: after(DAY), volumesChangedAt: after(DAY) });
    expect(outcome(present, larger, after(DAY + 1))).toBe('COMPUTE_TYPE');
    expect(outcome(workspace({ computeEnlargedAt: after(DAY) }), smaller, after(DAY + 1))).toBe(
      'COMPUTE_TYPE',
    );
  });

  it.each<[ComputeType, string]>([
    ['STANDARD', 'nothing'],
    ['PERFORMANCE', 'COMPUTE_TYPE'],
    ['POWER', 'ResourceUnavailableException'],
    ['GRAPHICS_G4DN', 'UnsupportedWorkspaceConfigurationException'],
  ])('to %s on a host that is not overcommitted: %s', (computeType, expected) => {
    expect(outcome(workspace(), { computeType }, after(DAY), { ...host, overcommit: false })).toBe(expected);
  });
});
