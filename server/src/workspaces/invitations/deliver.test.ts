import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { startTestWorker } from '../../workflows/testing.ts';
import { deliverInvitation, invitationKey } from '../model/workflows.ts';
import { findInvitation } from '../store/invitations.ts';
import { testClock, testRegistration, testWorkspace, workspacesTest } from '../testing.ts';
import { createInvitation } from './create.ts';
import { deliverInvitationWorkflow } from './deliver.ts';
import type { InvitationSettings } from './settings.ts';

let test: Awaited<ReturnType<typeof workspacesTest>>;
let outboxDirectory: string;
let smtp: { server: Server; url: string; mails: string[]; refusals: string[] };
beforeAll(async () => {
  test = await workspacesTest();
  outboxDirectory = await mkdtemp(join(tmpdir(), 'alcove-outbox-'));
  smtp = await smtpServer();
});
afterAll(async () => {
  smtp.server.close();
  await rm(outboxDirectory, { recursive: true });
  await test.close();
});
beforeEach(() => {
  smtp.mails.length = 0;
});

/** Says yes to everything, but for as many mails as there are refusals. */
async function smtpServer() {
  const state = { mails: [] as string[], refusals: [] as string[] };
  const server = createServer((socket) => {
    let data: string | undefined;
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        if (data !== undefined && line !== '.') data += `${line}\n`;
        else if (data !== undefined) {
          state.mails.push(data);
          data = undefined;
          socket.write('250 taken\r\n');
        } else if (line.startsWith('MAIL') && state.refusals.length > 0) {
          socket.write(`${state.refusals.shift()}\r\n`);
        } else if (line === 'DATA') {
          data = '';
          socket.write('354 go on\r\n');
        } else socket.write(line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return Object.assign(state, { server, url: `smtp://127.0.0.1:${port}` });
}

const settings = (smtpUrl?: string): InvitationSettings => ({
  ...{ smtpUrl, from: 'Alcove <alcove@example.com>', outboxDirectory },
  gatewayUrl: 'https://desktops.example.com:8444',
});

async function invitation(mail?: string): Promise<string> {
  const workspaceId = await testWorkspace(test.database, await testRegistration(test.database), 'AVAILABLE');
  const user = { userName: 'jürgen', mail, displayName: 'Jürgen Ä.' };
  const create = () =>
    createInvitation(test.database, { workspaceId, user, settings: settings(), now: testClock.now() });
  await create();
  await create();
  return workspaceId;
}

/** Delivers in a run of its own, twice. */
async function deliver(workspaceId: string, smtpUrl?: string) {
  const deps = { database: test.database, clock: testClock, invitations: settings(smtpUrl) };
  const worker = await startTestWorker(test, [deliverInvitationWorkflow(deps)]);
  for (let time = 0; time < 2; time++) {
    const runId = await inTransaction(test.database, (transaction) =>
      test.deps.queue.enqueue(transaction, deliverInvitation, invitationKey(workspaceId), { workspaceId }),
    );
    await worker.ended(runId);
  }
  await worker.stop();
}

describe('an invitation', () => {
  it('goes to the user by mail, once', async () => {
    const workspaceId = await invitation('juergen@example.com');
    await deliver(workspaceId, smtp.url);
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]).toMatch(/^To: juergen@example.com$/m);
    expect(smtp.mails[0]).toMatch(new RegExp(`^Message-ID: <${workspaceId}@`, 'm'));
    expect(await findInvitation(test.database, workspaceId)).toMatchObject({
      ...{ delivered_to: 'mail', error: null, recipient: 'juergen@example.com' },
    });
  });

  it('is tried again when the server says later, and not when it says never', async () => {
    const workspaceId = await invitation('juergen@example.com');
    smtp.refusals.push('451 later');
    await deliver(workspaceId, smtp.url);
    expect(smtp.mails).toHaveLength(1);
    const refused = await invitation('nobody@example.com');
    smtp.refusals.push('550 no such user', '550 no such user');
    await deliver(refused, smtp.url);
    expect(smtp.mails).toHaveLength(1);
    const row = await findInvitation(test.database, refused);
    expect(row?.delivered_at).toBeNull();
    expect(row?.error).toContain('no such user');
  });

  it('is a file without a server or an address', async () => {
    const workspaceId = await invitation();
    await deliver(workspaceId, smtp.url);
    expect(smtp.mails).toEqual([]);
    const path = join(outboxDirectory, `${workspaceId}.eml`);
    expect(await readdir(outboxDirectory)).toEqual([`${workspaceId}.eml`]);
    expect(await readFile(path, 'utf8')).toContain('Subject: Your WorkSpace');
    expect((await findInvitation(test.database, workspaceId))?.delivered_to).toBe(path);
  });

  it('tells link, registration code and user name', async () => {
    const row = await findInvitation(test.database, await invitation());
    const link = /https:\/\/\S+/.exec(row?.body ?? '')?.[0] ?? '';
    const { searchParams, host } = new URL(link);
    expect(host).toBe('desktops.example.com:8444');
    expect(searchParams.get('registrationCode')).toMatch(/^wsiad\+/);
    expect(searchParams.get('userName')).toBe('jürgen');
    expect(row?.body).toContain('Dear Jürgen Ä.,');
  });
});
