import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vncPasswordFile } from '../../base/vncAuthentication.ts';
import { runsFor } from '../../workflows/history.ts';
import { FatalStepError } from '../../workflows/workflow.ts';
import { findDesktop, findWorkspaceOfUser, listInvitations } from '../index.ts';
import { invitationKey } from '../model/workflows.ts';
import { World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.close());

describe('provisioning', () => {
  it('makes a desktop of PENDING', async () => {
    await world.startWorker();
    const workspaceId = await world.create({ mail: 'user1@example.com' });
    expect(await world.settled(workspaceId)).toEqual(['provision succeeded']);
    const row = await world.row(workspaceId);
    expect(row).toMatchObject({ state: 'AVAILABLE', error_code: null, error_message: null });
    expect(row?.ip_address).toMatch(/^10\.0\.[12]\.4$/);

    const instance = world.engine.instanceMap.get(workspaceId);
    expect(instance?.status).toBe('Running');
    expect(instance?.spec).toMatchObject({
      imageAlias: 'empty',
      cpus: 2,
      memoryMib: 4096,
      mounts: [{ name: 'home', hostPath: `/volumes/${workspaceId}.user`, path: '/home' }],
      labels: { installation: 'test', kind: 'desktop', workspaceId },
    });
    expect(world.volumes.volumes.get(`${workspaceId}.user`)).toEqual({
      sizeGib: 50,
      owner: 1_000_000,
      content: [],
    });
    expect(world.volumes.volumes.get(`${workspaceId}.root`)).toMatchObject({
      sizeGib: 80,
      content: ['wsi-d12xfce00'],
    });
    expect(Object.fromEntries(world.volumes.mounted)).toMatchObject({
      [`${workspaceId}.root`]: `/instances/${workspaceId}`,
      [`${workspaceId}.user`]: `/volumes/${workspaceId}.user`,
    });
    expect(world.directories.computers).toEqual(new Set([row?.computer_name]));
    expect([...world.fabric.attached.values()]).toEqual([instance?.pid]);
    expect(row?.attached_pid).toBe(instance?.pid);

    const desktop = await findDesktop(world.database, world.deps.sealer, workspaceId);
    expect(desktop).toMatchObject({
      state: 'AVAILABLE',
      port: 5900,
      managementAddress: row?.management_address,
    });
    expect(desktop?.vncPassword).toMatch(/^\w{8}$/);
    expect(instance?.files.get('/etc/alcove/display.password')?.content).toEqual(
      vncPasswordFile(desktop?.vncPassword ?? ''),
    );
    expect(JSON.stringify(row)).not.toContain(desktop?.vncPassword);
    expect(desktop?.agent).toEqual({ port: 8300, secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(instance?.files.get('/etc/alcove/agent.secret')?.content).toBe(`${desktop?.agent.secret}\n`);
    expect(JSON.stringify(row)).not.toContain(desktop?.agent.secret);
    expect(await findWorkspaceOfUser(world.database, world.directoryId, 'USER1')).toMatchObject({
      workspaceId,
      userName: 'user1',
    });
  });

  it('names its steps, keeps no secrets in them, and records their times', async () => {
    await world.startWorker();
    const workspaceId = await world.create();
    await world.settled(workspaceId);
    const [run] = await runsFor(world.database, workspaceId);
    expect(run?.steps.map((step) => step.name)).toEqual([
      'user',
      'addresses',
      'machine-account',
      'image',
      'volumes',
      'instance',
      'domain-join',
      'session',
      'health',
      'invitation',
      'available',
    ]);
    for (const step of run?.steps ?? []) expect(step.durationMs).toBeGreaterThanOrEqual(0);
    expect(JSON.stringify(run)).not.toContain(Buffer.from('keytab').toString('base64').slice(0, 6));
  });

  it('invites the user once the desktop is there', async () => {
    await world.startWorker();
    const workspaceId = await world.create({ mail: 'user1@example.com' });
    await world.settled(workspaceId);
    await world.settled(invitationKey(workspaceId));
    const path = join(world.deps.invitations.outboxDirectory, `${workspaceId}.eml`);
    const [invitation] = await listInvitations(world.database);
    expect(invitation).toMatchObject({ workspaceId, recipient: 'user1@example.com', deliveredTo: path });
    expect(invitation?.body).toMatch(/wsiad\+/);
    expect(await readFile(path, 'utf8')).toMatch(/^To: user1@example.com\r?$/m);
  });

  it('spreads WorkSpaces over the subnets', async () => {
    await world.startWorker();
    const subnets: (string | null | undefined)[] = [];
    for (let index = 0; index < 4; index++) {
      const workspaceId = await world.create();
      await world.settled(workspaceId);
      subnets.push((await world.row(workspaceId))?.subnet_id);
    }
    expect(new Set(subnets).size).toBe(2);
    expect(subnets.slice(0, 2).sort()).toEqual(subnets.slice(2).sort());
  });

  it('ends in ERROR for a user whom the directory has not', async () => {
    await world.startWorker();
    const workspaceId = await world.create({ exists: false });
    expect(await world.settled(workspaceId)).toEqual(['provision failed']);
    const row = await world.row(workspaceId);
    expect(row).toMatchObject({ state: 'ERROR', error_code: 'ResourceNotFound.User' });
    expect(row?.error_message).toContain('alcove user add');
    expect(world.directories.users.size).toBe(0);
  });

  it('makes the missing user where the operator wants that', async () => {
    await world.startWorker(undefined, { ...world.deps, createMissingUsers: true });
    const workspaceId = await world.create({ exists: false });
    expect(await world.settled(workspaceId)).toEqual(['provision succeeded']);
    expect(world.directories.users.has('user1')).toBe(true);
    expect(world.directories.passwords.get('user1')?.length).toBeGreaterThan(20);
  });

  it('tries again what fails once, before or after its effect', async () => {
    await world.startWorker();
    const calls = [
      'findUser',
      'ensureMachineAccount',
      'createVolume',
      'createInstance',
      'writeFile',
      'start',
      'attach',
    ] as const;
    for (const phase of ['before', 'after'] as const) {
      const workspaceId = await world.create();
      const ended = world.settled(workspaceId);
      for (const call of calls) world.faults.plan(call, phase);
      expect(await ended).toEqual(['provision succeeded']);
      expect(world.faults.isSpent).toBe(true);
      expect((await world.row(workspaceId))?.state).toBe('AVAILABLE');
    }
  });

  it.each([
    'findUser',
    'ensureMachineAccount',
    'createVolume',
    'createInstance',
    'writeFile',
    'start',
    'attach',
  ])('takes everything back when %s fails for good', async (call) => {
    await world.startWorker();
    world.faults.plan(call, 'after', new FatalStepError('no space left on device'));
    const workspaceId = await world.create();
    expect(await world.settled(workspaceId)).toEqual(['provision failed']);
    const row = await world.row(workspaceId);
    expect(row).toMatchObject({
      ...{ state: 'ERROR', error_code: 'ProvisioningFailed', available_at: null },
      ...{ ip_address: null, subnet_id: null, management_address: null, machine_account: null },
    });
    expect(row?.error_message).toContain('no space left on device');
    expect(await world.remains(workspaceId, row?.computer_name ?? '')).toEqual([]);
    expect(await listInvitations(world.database)).toEqual([]);
    await world.terminate(workspaceId);
    await world.settled(workspaceId);
    expect(await world.row(workspaceId)).toBeUndefined();
  });
});
