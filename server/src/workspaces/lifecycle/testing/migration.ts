import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MigrateWorkspace } from '../../operations/MigrateWorkspace.ts';
import { StopWorkspaces } from '../../operations/StopWorkspaces.ts';
import { findWorkspaceOfUser } from '../../store/desktops.ts';
import { updateWorkspace, type WorkspaceRow } from '../../store/workspaces.ts';
import { own } from '../../tables.ts';
import { testClock, testContext } from '../../testing.ts';
import type { World } from './world.ts';

/** The states of an original that a migration begins with. */
export type OriginalState = 'AVAILABLE' | 'STOPPED' | 'ERROR';

/** A WorkSpace before its migration, with all that must be so again when that fails. */
export interface Original {
  workspaceId: string;
  row: WorkspaceRow;
  status: string | undefined;
  pid: number | undefined;
  remains: string[];
}

/** Originals and migrations in a {@link World}, whose user volumes have directories of this host. */
export class Migrations {
  readonly world: World;
  readonly #homes: string;

  static async in(world: World): Promise<Migrations> {
    return new Migrations(world, await mkdtemp(join(tmpdir(), 'alcove-homes-')));
  }

  private constructor(world: World, homes: string) {
    this.world = world;
    this.#homes = homes;
    world.volumes.mountPoint = async (name) => {
      const row = await world.row(name.split('.')[0] ?? '');
      await mkdir(join(homes, name, row?.user_name ?? ''), { recursive: true });
      return join(homes, name);
    };
  }

  async original(state: OriginalState = 'AVAILABLE'): Promise<Original> {
    const { world } = this;
    const workspaceId = await world.create();
    await world.settled(workspaceId);
    await updateWorkspace(world.database, workspaceId, {
      at: testClock.now(),
      ...{ running_mode: 'AUTO_STOP', auto_stop_timeout_minutes: 180 },
    });
    if (state === 'STOPPED') {
      const input = { StopWorkspaceRequests: [{ WorkspaceId: workspaceId }] };
      await StopWorkspaces(testContext, input, world.operationDeps);
      await world.settled(workspaceId);
    }
    if (state === 'ERROR') {
      await own(world.database)
        .updateTable('workspaces.workspace')
        .set({ state, error_code: 'Broken', error_message: 'It is broken.' })
        .where('workspace_id', '=', workspaceId)
        .execute();
    }
    return this.#look(workspaceId);
  }

  /** The original as it is now. */
  async look(workspaceId: string): Promise<Original> {
    return this.#look(workspaceId);
  }

  async #look(workspaceId: string): Promise<Original> {
    const row = await this.world.row(workspaceId);
    if (!row) throw new Error(`There is no WorkSpace ${workspaceId}.`);
    const instance = this.world.engine.instanceMap.get(workspaceId);
    return {
      workspaceId,
      row,
      status: instance?.status,
      pid: instance?.pid,
      remains: await this.world.remains(workspaceId, row.computer_name),
    };
  }

  /** Asks for the migration. @returns the row of the WorkSpace that is to take the original's place */
  async begin(sourceId: string, BundleId = 'wsb-d12perfo0'): Promise<WorkspaceRow> {
    const input = { SourceWorkspaceId: sourceId, BundleId };
    const answer = await MigrateWorkspace(testContext, input, this.world.operationDeps);
    const row = await this.world.row(answer.TargetWorkspaceId ?? '');
    if (!row) throw new Error('There is no new WorkSpace.');
    return row;
  }

  /** What sign-in finds. */
  ofUser(userName: string) {
    return findWorkspaceOfUser(this.world.database, this.world.directoryId, userName);
  }

  async close(): Promise<void> {
    await rm(this.#homes, { recursive: true });
  }
}
