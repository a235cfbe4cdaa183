import { beforeEach, describe, expect, it } from 'vitest';
import { type Database, inTransaction } from '../../database/database.ts';
import { stateGraph } from '../model/stateGraph.ts';
import { own } from '../tables.ts';
import { testRegistration, testWorkspace, useWorkspaces } from '../testing.ts';
import { sawUsage, usageBetween } from './usage.ts';
import { changeState, findWorkspace, updateWorkspace, type WorkspaceChange } from './workspaces.ts';

const test = useWorkspaces();

const start = new Date('2026-11-21T12:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

let workspaceId: string;

beforeEach(async () => {
  const { database } = test;
  await own(database).deleteFrom('workspaces.usage').execute();
  workspaceId = await testWorkspace(database, await testRegistration(database), 'PENDING');
});

const change = (by: Parameters<typeof changeState>[2], seconds: number, columns: WorkspaceChange = {}) =>
  inTransaction(test.database, (transaction) =>
    changeState(transaction, workspaceId, by, { at: after(seconds), ...columns }),
  );

/** The stretches as `from-to mode`, in seconds after the start. */
async function stretches(database: Database = test.database): Promise<string[]> {
  const rows = await own(database)
    .selectFrom('workspaces.usage')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('usage_id')
    .execute();
  const seconds = (at: Date | null) => (at ? (at.getTime() - start.getTime()) / 1000 : '');
  return rows.map((row) => `${seconds(row.started_at)}-${seconds(row.ended_at)} ${row.running_mode}`);
}

describe('the record of usage', () => {
  it('has a stretch for each time that the WorkSpace runs', async () => {
    await change('provisioned', 10);
    expect(await stretches()).toEqual(['10- AUTO_STOP']);
    await change('stop', 20);
    expect(await stretches()).toEqual(['10- AUTO_STOP']);
    await change('stopped', 21);
    await change('start', 30);
    expect(await stretches()).toEqual(['10-21 AUTO_STOP']);
    await change('started', 31);
    await change('reboot', 35);
    await change('rebooted', 36);
    await change('terminate', 40);
    expect(await stretches()).toEqual(['10-21 AUTO_STOP', '31-40 AUTO_STOP']);
  });

  it('says when the desktop began to run, and only then', async () => {
    const startedAt = async () => (await findWorkspace(test.database, workspaceId))?.started_at;
    await change('provisioned', 10);
    expect(await startedAt()).toEqual(after(10));
    await change('reboot', 15);
    await change('rebooted', 16);
    expect(await startedAt()).toEqual(after(10));
    await change('stop', 20);
    await change('stopped', 21);
    await change('start', 30);
    await change('started', 31);
    expect(await startedAt()).toEqual(after(31));
  });

  it('begins a new stretch without a gap when what is paid for changes', async () => {
    const update = (seconds: number, columns: WorkspaceChange) =>
      updateWorkspace(test.database, workspaceId, { at: after(seconds), ...columns });
    await change('provisioned', 10);
    await update(15, { running_mode: 'ALWAYS_ON' });
    await update(16, { running_mode: 'ALWAYS_ON', ip_address: '10.0.0.1' });
    await update(17, { compute_type: 'POWER' });
    await update(18, { user_volume_gib: 100 });
    expect(await stretches()).toEqual([
      '10-15 AUTO_STOP',
      '15-17 ALWAYS_ON',
      '17-18 ALWAYS_ON',
      '18- ALWAYS_ON',
    ]);
  });

  it('begins none when a stopped WorkSpace is modified', async () => {
    await change('provisioned', 10);
    await change('stop', 20);
    await change('stopped', 20);
    await change('update', 30);
    await updateWorkspace(test.database, workspaceId, { at: after(31), compute_type: 'POWER' });
    await change('updatedStopped', 32);
    expect(await stretches()).toEqual(['10-20 AUTO_STOP']);
  });

  it('goes on while a running one is modified', async () => {
    await change('provisioned', 10);
    await change('update', 30);
    await change('updated', 32, { compute_type: 'POWER' });
    expect(await stretches()).toEqual(['10-32 AUTO_STOP', '32- AUTO_STOP']);
  });

  it('has no overlap where clocks differ', async () => {
    await change('provisioned', 10);
    await change('stop', 5);
    await change('stopped', 5);
    await change('start', 6);
    await change('started', 7);
    expect(await stretches()).toEqual(['10-10 AUTO_STOP', '10- AUTO_STOP']);
  });

  it('is not touched by a transaction that does not commit', async () => {
    await change('provisioned', 10);
    await expect(
      inTransaction(test.database, async (transaction) => {
        await changeState(transaction, workspaceId, 'terminate', { at: after(20) });
        expect(await stretches(transaction)).toEqual(['10-20 AUTO_STOP']);
        throw new Error('the process is killed');
      }),
    ).rejects.toThrow('killed');
    expect(await stretches()).toEqual(['10- AUTO_STOP']);
  });

  it('leaves out the time in which there was no worker', async () => {
    const hour = 3600;
    await change('provisioned', 0);
    for (const seconds of [60, 120, 180]) await sawUsage(test.database, after(seconds));
    expect(await stretches()).toEqual(['0- AUTO_STOP']);
    // The host is off for an hour.
    await sawUsage(test.database, after(hour));
    expect(await stretches()).toEqual(['0-180 AUTO_STOP', `${hour}- AUTO_STOP`]);
    // And again, and the first that happens then is a change of the WorkSpace.
    await change('terminate', 2 * hour);
    expect(await stretches()).toEqual(['0-180 AUTO_STOP', `${hour}-${hour} AUTO_STOP`]);
    await sawUsage(test.database, after(3 * hour));
    expect(await stretches()).toHaveLength(2);
  });

  it('has one open stretch at most, wherever the state graph leads', async () => {
    const { database } = test;
    let seconds = 0;
    for (const { from, by } of stateGraph) {
      await own(database).updateTable('workspaces.workspace').set({ state: from }).execute();
      await change(by, seconds++);
    }
    const rows = await own(database).selectFrom('workspaces.usage').selectAll().orderBy('usage_id').execute();
    for (const [index, row] of rows.entries()) {
      const next = rows[index + 1];
      if (next) expect(row.ended_at?.getTime()).toBeLessThanOrEqual(next.started_at.getTime());
    }
    expect(rows.filter((row) => row.ended_at === null).length).toBeLessThanOrEqual(1);
  });

  it('is added up between two instants', async () => {
    await change('provisioned', 10);
    await change('stop', 20);
    await change('stopped', 20);
    await change('start', 30);
    await change('started', 30);
    await updateWorkspace(test.database, workspaceId, { at: after(40), running_mode: 'ALWAYS_ON' });
    const usage = async (from: number, to: number) =>
      (await usageBetween(test.database, after(from), after(to))).map(
        (row) => `${row.runningMode} ${row.seconds}${row.running ? ' running' : ''}`,
      );
    expect(await usage(0, 50)).toEqual(['AUTO_STOP 20', 'ALWAYS_ON 10 running']);
    expect(await usage(35, 38)).toEqual(['AUTO_STOP 3']);
    expect(await usage(21, 25)).toEqual([]);
  });
});
