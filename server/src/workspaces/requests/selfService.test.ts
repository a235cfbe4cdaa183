import { describe, expect, it } from 'vitest';
import {
  allPermissions,
  type SelfServicePermissions,
  type SelfServiceRequest,
} from '../model/selfService.ts';
import type { WorkspaceState } from '../model/states.ts';
import { updateRegistration } from '../store/registrations.ts';
import { findWorkspace, updateWorkspace } from '../store/workspaces.ts';
import { queuedRuns, testClock, testRegistration, testWorkspace, useWorkspaces } from '../testing.ts';
import { requestSelfService, viewSelfService } from './selfService.ts';

const test = useWorkspaces();
const HOUR_MS = 3_600_000;

/** A WorkSpace with 80 and 50 GiB, STANDARD and AUTO_STOP, that was made a day ago. */
async function workspace(
  permitted: Partial<SelfServicePermissions>,
  state: WorkspaceState = 'AVAILABLE',
  ageHours = 24,
): Promise<string> {
  const directoryId = await testRegistration(test.database);
  await updateRegistration(test.database, directoryId, {
    self_service_permissions: JSON.stringify({ ...allPermissions(false), ...permitted }),
  });
  const workspaceId = await testWorkspace(test.database, directoryId, state);
  const created = new Date(testClock.now().getTime() - ageHours * HOUR_MS);
  await updateWorkspace(test.database, workspaceId, { created_at: created });
  return workspaceId;
}

const ask = (workspaceId: string, request: SelfServiceRequest) =>
  requestSelfService(test.deps, workspaceId, request, testClock.now());
const row = (workspaceId: string) => findWorkspace(test.database, workspaceId);
const runsOf = async (workspaceId: string) =>
  (await queuedRuns(test.database)).filter((run) => run.endsWith(workspaceId));

const requests: SelfServiceRequest[] = [
  { action: 'restartWorkspace' },
  { action: 'rebuildWorkspace' },
  { action: 'increaseVolumeSize', volume: 'user', sizeGib: 100 },
  { action: 'changeComputeType', computeType: 'POWER' },
  { action: 'switchRunningMode', runningMode: 'ALWAYS_ON' },
];

describe.each(requests)('$action', (request) => {
  it('is refused unless it is permitted, whatever else is', async () => {
    const others = { ...allPermissions(true), [request.action]: false };
    const workspaceId = await workspace(others);
    expect(await ask(workspaceId, request)).toMatchObject({ reason: 'notPermitted' });
    expect(await runsOf(workspaceId)).toEqual([]);
    expect(await row(workspaceId)).toMatchObject({ state: 'AVAILABLE', running_mode: 'AUTO_STOP' });
  });

  it('is done where it alone is permitted', async () => {
    const workspaceId = await workspace({ [request.action]: true });
    expect(await ask(workspaceId, request)).toBeUndefined();
    const shown = await row(workspaceId);
    if (request.action === 'switchRunningMode') expect(shown?.running_mode).toBe('ALWAYS_ON');
    else expect(await runsOf(workspaceId)).toHaveLength(1);
  });

  it('of a WorkSpace that is not there is refused', async () => {
    expect(await ask('ws-000000000', request)).toMatchObject({ reason: 'missing' });
  });
});

describe('a user', () => {
  it("enlarges volumes by the guide's steps alone", async () => {
    const workspaceId = await workspace({ increaseVolumeSize: true });
    const impossible = expect.objectContaining({ reason: 'impossible' });
    for (const [volume, sizeGib] of [
      ...[['user', 10] as const, ['user', 60] as const, ['user', 2000] as const],
      ...[['root', 175] as const, ['root', 500] as const],
    ]) {
      expect(await ask(workspaceId, { action: 'increaseVolumeSize', volume, sizeGib })).toEqual(impossible);
    }
    await updateWorkspace(test.database, workspaceId, { at: testClock.now(), user_volume_gib: 100 });
    const root = { action: 'increaseVolumeSize', volume: 'root', sizeGib: 175 } as const;
    expect(await ask(workspaceId, root)).toBeUndefined();
    expect(await row(workspaceId)).toMatchObject({
      state: 'UPDATING',
      wanted_change: { rootVolumeGib: 175 },
    });
  });

  it('waits six hours after the creation for a larger volume or compute type, and twelve for a rebuild', async () => {
    const workspaceId = await workspace(allPermissions(true), 'AVAILABLE', 5);
    const tooSoon = (retryAfterSeconds: number) => ({ reason: 'tooSoon', retryAfterSeconds });
    const [, rebuild, enlarge, change] = requests;
    if (!rebuild || !enlarge || !change) throw new Error('not there');
    expect(await ask(workspaceId, enlarge)).toMatchObject(tooSoon(3600));
    expect(await ask(workspaceId, change)).toMatchObject(tooSoon(3600));
    expect(await ask(workspaceId, rebuild)).toMatchObject(tooSoon(7 * 3600));
  });

  it('waits while another change is under way, and for a WorkSpace that is stopped', async () => {
    const workspaceId = await workspace(allPermissions(true));
    const [restart, rebuild, enlarge, change, running] = requests;
    if (!restart || !rebuild || !enlarge || !change || !running) throw new Error('not there');
    expect(await ask(workspaceId, enlarge)).toBeUndefined();
    for (const request of [restart, rebuild, change, running]) {
      expect(await ask(workspaceId, request)).toMatchObject({ reason: 'busy' });
    }
    const stopped = await workspace(allPermissions(true), 'STOPPED');
    expect(await ask(stopped, restart)).toMatchObject({ reason: 'busy' });
  });

  it('chooses among the five compute types and the two running modes', async () => {
    const workspaceId = await workspace(allPermissions(true));
    const graphics = { action: 'changeComputeType', computeType: 'GRAPHICS_G4DN' } as const;
    const general = { action: 'changeComputeType', computeType: 'GENERALPURPOSE_4XLARGE' } as const;
    const manual = { action: 'switchRunningMode', runningMode: 'MANUAL' } as const;
    for (const request of [graphics, general, manual]) {
      expect(await ask(workspaceId, request)).toMatchObject({ reason: 'impossible' });
    }
  });
});

describe('the view', () => {
  it('shows what there is, what may be chosen, and when', async () => {
    const workspaceId = await workspace({ increaseVolumeSize: true }, 'AVAILABLE', 5);
    const view = await viewSelfService(test.deps, workspaceId, testClock.now());
    expect(view).toMatchObject({
      permissions: { ...allPermissions(false), increaseVolumeSize: true },
      ...{ state: 'AVAILABLE', modifying: null, rootVolumeGib: 80, userVolumeGib: 50 },
      ...{ computeType: 'STANDARD', runningMode: 'AUTO_STOP', autoStopTimeoutMinutes: 60 },
      choices: {
        rootVolumeGib: [],
        userVolumeGib: [{ value: 100, waitSeconds: 3600 }],
        runningMode: [{ value: 'ALWAYS_ON', waitSeconds: 0 }],
        rebuildWaitSeconds: 7 * 3600,
      },
    });
    expect(view?.choices.computeType).toContainEqual({ value: 'VALUE', waitSeconds: 0 });
    expect(view?.choices.computeType).toContainEqual({ value: 'POWER', waitSeconds: 3600 });
    expect(await viewSelfService(test.deps, 'ws-000000000', testClock.now())).toBeUndefined();
  });
});
