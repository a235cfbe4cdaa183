import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tables } from '../database/database.ts';
import type { WorkflowTables } from '../workflows/tables.ts';
import type { SelfServicePermissions } from '../workspaces/model/selfService.ts';
import { own as workspacesOwn } from '../workspaces/tables.ts';
import { createApi } from './http/api.ts';
import { allowOnly, client, refused, signIn, stateOf, useAccess } from './testing.ts';

const room = useAccess();
const workspaceId = 'ws-aaaaaaaaa';

async function permit(permissions: Partial<SelfServicePermissions>): Promise<void> {
  await workspacesOwn(room.database)
    .updateTable('workspaces.registration')
    .set({ self_service_permissions: JSON.stringify(permissions) })
    .execute();
}

const age = (hours: number, at: Date) =>
  workspacesOwn(room.database)
    .updateTable('workspaces.workspace')
    .set({ created_at: new Date(at.getTime() - hours * 3_600_000) })
    .execute();

const runs = async () => {
  const rows = await tables<WorkflowTables>(room.database)
    .selectFrom('workflows.run')
    .select(['type', 'key'])
    .execute();
  return rows.map((row) => `${row.type} ${row.key}`);
};

let at: ReturnType<typeof room.gateway>;
let sessionToken: string;
beforeEach(async () => {
  at = room.gateway();
  await permit({});
  await age(24, at.clock.now());
  await tables<WorkflowTables>(room.database).deleteFrom('workflows.run').execute();
  ({ sessionToken } = await signIn(at));
});

describe('self-service', () => {
  test('shows the own WorkSpace and what is permitted', async () => {
    await permit({ restartWorkspace: true });
    expect(await at.selfService.show(sessionToken, client)).toMatchObject({
      permissions: { restartWorkspace: true, rebuildWorkspace: false },
      ...{ state: 'AVAILABLE', rootVolumeGib: 80, userVolumeGib: 10, runningMode: 'ALWAYS_ON' },
      choices: { userVolumeGib: [{ value: 50, waitSeconds: 0 }, { value: 100 }] },
    });
  });

  test('does what is permitted, by the workflow of the API, and answers how things stand', async () => {
    await permit({ restartWorkspace: true });
    const answer = await at.selfService.request(sessionToken, { action: 'restartWorkspace' }, client);
    expect(answer.state).toBe('REBOOTING');
    expect(await runs()).toEqual([`workspaces.reboot ${workspaceId}`]);
  });

  test('is refused where it is not permitted, too soon, or nonsense', async () => {
    const rebuild = () => at.selfService.request(sessionToken, { action: 'rebuildWorkspace' }, client);
    await expect(rebuild()).rejects.toEqual(refused('SelfServiceNotPermitted'));
    await permit({ rebuildWorkspace: true, increaseVolumeSize: true });
    await age(11, at.clock.now());
    await expect(rebuild()).rejects.toMatchObject({ code: 'ChangeTooSoon', retryAfterSeconds: 3600 });
    const enlarge = { action: 'increaseVolumeSize', volume: 'root', sizeGib: 500 } as const;
    await expect(at.selfService.request(sessionToken, enlarge, client)).rejects.toEqual(
      refused('ChangeNotPossible'),
    );
    expect(await stateOf(room.database, workspaceId)).toBe('AVAILABLE');
    expect(await runs()).toEqual([]);
  });

  test('waits while something is under way', async () => {
    await permit({ restartWorkspace: true, rebuildWorkspace: true, switchRunningMode: true });
    await at.selfService.request(sessionToken, { action: 'rebuildWorkspace' }, client);
    const restart = at.selfService.request(sessionToken, { action: 'restartWorkspace' }, client);
    await expect(restart).rejects.toEqual(refused('WorkspaceBusy'));
  });

  test('is for sessions that go on, from where users may be', async () => {
    await permit({ restartWorkspace: true });
    await expect(at.selfService.show('guessed', client)).rejects.toEqual(refused('SessionEnded'));
    await allowOnly(room.database, '198.51.100.0/24');
    const restart = () => at.selfService.request(sessionToken, { action: 'restartWorkspace' }, client);
    await expect(restart()).rejects.toEqual(refused('DeviceNotAuthorized'));
    await at.access.signOut(sessionToken);
    await expect(restart()).rejects.toEqual(refused('SessionEnded'));
    expect(await runs()).toEqual([]);
  });
});

describe('over HTTP', () => {
  const server = createServer();
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  async function serve() {
    const { access, selfService } = at;
    const api = createApi({
      access,
      selfService,
      clientOf: () => client,
      publicUrl: undefined,
      log: room.log,
    });
    server.on('request', (request, response) => void api(request, response, request.url ?? ''));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return async (path: string, body: object) => {
      const response = await fetch(`http://127.0.0.1:${port}/api/self-service${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer: unknown = await response.json();
      return { status: response.status, answer };
    };
  }

  test('every action has its path', async () => {
    const post = await serve();
    const all = { restartWorkspace: true, increaseVolumeSize: true, changeComputeType: true };
    await permit({ ...all, switchRunningMode: true });
    expect(await post('', { sessionToken })).toMatchObject({ status: 200, answer: { computeType: 'VALUE' } });
    expect(await post('/running-mode', { sessionToken, runningMode: 'AUTO_STOP' })).toMatchObject({
      ...{ status: 200, answer: { runningMode: 'AUTO_STOP', autoStopTimeoutMinutes: 60 } },
    });
    expect(await post('/rebuild', { sessionToken })).toMatchObject({
      ...{ status: 403, answer: { error: { code: 'SelfServiceNotPermitted' } } },
    });
    expect(await post('/compute-type', { sessionToken, computeType: 'STANDARD' })).toMatchObject({
      ...{ status: 200, answer: { state: 'UPDATING', modifying: 'COMPUTE_TYPE' } },
    });
    expect(await post('/volume', { sessionToken, volume: 'user', sizeGib: 50 })).toMatchObject({
      ...{ status: 409, answer: { error: { code: 'WorkspaceBusy' } } },
    });
    expect(await post('/restart', { sessionToken })).toMatchObject({ status: 409 });
    for (const [path, body] of [
      ['/compute-type', { sessionToken, computeType: 'GRAPHICS' }],
      ['/running-mode', { sessionToken, runningMode: 'MANUAL' }],
      ['/volume', { sessionToken, volume: 'root', sizeGib: 'large' }],
      ['/restart', {}],
    ] as const) {
      expect(await post(path, body), path).toMatchObject({
        ...{ status: 400, answer: { error: { code: 'InvalidRequest' } } },
      });
    }
  });
});
