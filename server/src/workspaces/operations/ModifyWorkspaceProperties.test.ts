import type { WorkspaceProperties } from '@aws-sdk/client-workspaces';
import { describe, expect, it } from 'vitest';
import { findWorkspace } from '../store/workspaces.ts';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  testWorkspace,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { ModifyWorkspaceProperties } from './ModifyWorkspaceProperties.ts';

const test = useWorkspaces();

const modify = (WorkspaceId: string, WorkspaceProperties: WorkspaceProperties, context = testContext) =>
  ModifyWorkspaceProperties(context, { WorkspaceId, WorkspaceProperties }, test.deps);

async function workspace(state: 'AVAILABLE' | 'PENDING' | 'TERMINATING' | 'STOPPED'): Promise<string> {
  return testWorkspace(test.deps.database, await testRegistration(test.deps.database), state);
}

async function running(workspaceId: string) {
  const row = await findWorkspace(test.deps.database, workspaceId);
  return [row?.running_mode, row?.auto_stop_timeout_minutes];
}

describe('ModifyWorkspaceProperties', () => {
  it('switches the running mode to and fro', async () => {
    const id = await workspace('AVAILABLE');
    await modify(id, { RunningMode: 'ALWAYS_ON' });
    expect(await running(id)).toEqual(['ALWAYS_ON', null]);
    await modify(id, { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 120 });
    expect(await running(id)).toEqual(['AUTO_STOP', 120]);
    await modify(id, { RunningMode: 'AUTO_STOP' });
    expect(await running(id)).toEqual(['AUTO_STOP', 120]);
    await modify(id, { RunningModeAutoStopTimeoutInMinutes: 60 });
    expect(await running(id)).toEqual(['AUTO_STOP', 60]);
    await modify(await workspace('STOPPED'), { RunningMode: 'MANUAL' });
  });

  it('accepts the present mode while the WorkSpace is PENDING, and nothing else', async () => {
    const id = await workspace('PENDING');
    await modify(id, { RunningMode: 'AUTO_STOP', RunningModeAutoStopTimeoutInMinutes: 60 });
    await modify(id, { RunningMode: 'AUTO_STOP' });
    for (const change of [
      { RunningMode: 'ALWAYS_ON' },
      { RunningModeAutoStopTimeoutInMinutes: 120 },
    ] as const) {
      expect(await refusal(modify(id, change))).toBe('InvalidResourceStateException');
    }
    const terminating = await workspace('TERMINATING');
    expect(await refusal(modify(terminating, { RunningMode: 'AUTO_STOP' }))).toBe(
      'InvalidResourceStateException',
    );
    expect(await running(id)).toEqual(['AUTO_STOP', 60]);
  });

  it('refuses other properties and WorkSpaces that are not there', async () => {
    const id = await workspace('AVAILABLE');
    const unsupported = 'UnsupportedWorkspaceConfigurationException';
    expect(await refusal(modify(id, { RootVolumeSizeGib: 175 }))).toBe(unsupported);
    expect(await refusal(modify(id, { ComputeTypeName: 'POWER', RunningMode: 'ALWAYS_ON' }))).toBe(
      unsupported,
    );
    const replicate = { WorkspaceId: id, DataReplication: 'NO_REPLICATION' } as const;
    expect(await refusal(ModifyWorkspaceProperties(testContext, replicate, test.deps))).toBe(unsupported);
    expect(await refusal(modify('ws-000000000', { RunningMode: 'ALWAYS_ON' }))).toBe(
      'ResourceNotFoundException',
    );
    expect(await refusal(modify(id, { RunningMode: 'ALWAYS_ON' }, strangerContext))).toBe(
      'ResourceNotFoundException',
    );
    expect(await running(id)).toEqual(['AUTO_STOP', 60]);
  });

  it('refuses what makes no sense', async () => {
    const id = await workspace('AVAILABLE');
    const invalid = 'InvalidParameterValuesException';
    expect(await refusal(modify(id, {}))).toBe(invalid);
    expect(await refusal(ModifyWorkspaceProperties(testContext, { WorkspaceId: id }, test.deps))).toBe(
      invalid,
    );
    expect(await refusal(modify(id, { RunningModeAutoStopTimeoutInMinutes: 61 }))).toBe(invalid);
    expect(
      await refusal(modify(id, { RunningMode: 'ALWAYS_ON', RunningModeAutoStopTimeoutInMinutes: 60 })),
    ).toBe(invalid);
    expect(
      validationError('ModifyWorkspaceProperties', {
        WorkspaceId: 'ws-000000000',
        WorkspaceProperties: { RunningMode: 'X' },
      }),
    ).toContain('enum');
  });
});
