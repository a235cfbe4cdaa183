import { describe, expect, test } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { tables } from '../database/database.ts';
import { workflowQueue as queue } from '../workflows/queue.ts';
import type { WorkflowTables } from '../workflows/tables.ts';
import { createAccess } from './index.ts';
import { own } from './tables.ts';
import {
  ada,
  allowOnly,
  begun,
  client,
  noSecondFactor,
  refused,
  setState,
  signIn,
  stateOf,
  testDirectory,
  testHost,
  useAccess,
} from './testing.ts';

const room = useAccess();
const { gateway, sealer, log } = room;
const { registrationCode } = testDirectory;

describe('registration', () => {
  test('a code is found in whatever case it was typed', async () => {
    const answer = await gateway().access.register({ registrationCode: ' WSIAD+abc234 ' }, client);
    expect(answer).toEqual({
      registrationCode,
      directoryName: 'corp.example.com',
      mfaRequired: false,
      rememberMe: true,
    });
  });

  test('an unknown code is refused in the words of the guide', async () => {
    await expect(gateway().access.register({ registrationCode: 'wsiad+ZZZ999' }, client)).rejects.toEqual(
      refused('UnknownRegistrationCode'),
    );
    await expect(gateway().access.register({ registrationCode: 'nonsense' }, client)).rejects.toThrow(
      "Device can't connect to the registration service. Check your network settings.",
    );
  });

  test('whoever tries many codes has to wait', async () => {
    const { access } = gateway();
    const attempt = () =>
      access.register({ registrationCode: 'wsiad+ZZZ999' }, client).catch((error: unknown) => error);
    for (let count = 0; count < 20; count++)
      expect(await attempt()).toEqual(refused('UnknownRegistrationCode'));
    expect(await attempt()).toMatchObject({ code: 'TooManyAttempts', retryAfterSeconds: 1 });
  });
});

describe('signing in', () => {
  test('gives a session and a ticket for the own desktop', async () => {
    const at = gateway();
    const answer = begun(await at.access.signIn(ada, client));
    expect(answer).toMatchObject({
      userName: 'ada',
      desktop: { status: 'ready', workspaceId: 'ws-aaaaaaaaa', expiresInSeconds: 60 },
    });
    const session = await own(room.database)
      .selectFrom('access.session')
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(session).toMatchObject({ user_name: 'ada', client_address: '192.0.2.7', ended_at: null });
    expect(JSON.stringify(session)).not.toContain(answer.sessionToken);
  });

  test.each([
    ['rejected', 'SignInRejected'],
    ['disabled', 'SignInRejected'],
    ['accountExpired', 'SignInRejected'],
    ['locked', 'SignInRejected'],
    ['expired', 'PasswordExpired'],
    ['mustChange', 'PasswordMustChange'],
    ['unavailable', 'DirectoryUnavailable'],
  ] as const)('a password that is %s is refused as %s', async (result, code) => {
    const { access } = gateway(result);
    await expect(access.signIn({ ...ada, password: 'wrong' }, client)).rejects.toEqual(refused(code));
    expect(await own(room.database).selectFrom('access.session').selectAll().execute()).toEqual([]);
  });

  // The machine may have been busy once; a difference of ours shows every time.
  test('a refusal takes the same time however long the directory took', { retry: 3 }, async () => {
    const times: number[] = [];
    for (const delayMs of [0, 150]) {
      const checkPassword = async (_directory: string, userName: string) => {
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        return { userName, result: 'rejected' as const };
      };
      const clock = new ManualClock(new Date());
      const deps = { database: room.database, queue, sealer, log, host: testHost };
      const { access } = createAccess({ ...deps, clock, checkPassword, secondFactor: noSecondFactor });
      const startedAt = performance.now();
      await access.signIn(ada, client).catch(() => undefined);
      times.push(performance.now() - startedAt);
    }
    for (const time of times) expect(time).toBeGreaterThanOrEqual(395);
    expect(Math.abs((times[0] ?? 0) - (times[1] ?? 0))).toBeLessThan(100);
  });

  test('wrong passwords slow a user down, in every form of the name, and the directory is not asked', async () => {
    const { access, asked, clock } = gateway();
    const forms = ['ada', 'CORP\\ada', 'ada@corp.example.com', 'ADA', 'ada'];
    const attempts = await Promise.allSettled(
      forms.map((userName) => access.signIn({ ...ada, userName, password: 'wrong' }, client)),
    );
    for (const attempt of attempts) {
      expect(attempt).toEqual({ status: 'rejected', reason: refused('SignInRejected') });
    }
    await expect(access.signIn(ada, client)).rejects.toMatchObject({
      code: 'TooManyAttempts',
      retryAfterSeconds: 1,
    });
    expect(asked).toHaveLength(5);
    clock.advance(1000);
    await access.signIn(ada, client);
  });

  test('a directory that does not answer costs its users nothing', async () => {
    const { access } = gateway('unavailable');
    for (let count = 0; count < 7; count++) {
      await expect(access.signIn({ ...ada, password: 'wrong' }, client)).rejects.toEqual(
        refused('DirectoryUnavailable'),
      );
    }
    await access.signIn(ada, client);
  });

  test.each([
    ['UNHEALTHY', 'WorkspaceUnhealthy'],
    ['ERROR', 'WorkspaceFailed'],
    ['MAINTENANCE', 'WorkspaceInMaintenance'],
    ['ADMIN_MAINTENANCE', 'WorkspaceInMaintenance'],
    ['SUSPENDED', 'WorkspaceSuspended'],
    ['TERMINATING', 'NoWorkspace'],
  ] as const)('a WorkSpace that is %s is refused as %s', async (state, code) => {
    await setState(room.database, 'ws-aaaaaaaaa', state);
    await expect(gateway().access.signIn(ada, client)).rejects.toEqual(refused(code));
  });

  test('somebody without a WorkSpace is told so', async () => {
    await expect(gateway().access.signIn({ ...ada, userName: 'grace' }, client)).rejects.toEqual(
      refused('NoWorkspace'),
    );
  });

  test('a desktop that is on its way is waited for with the session', async () => {
    const { access } = gateway();
    await setState(room.database, 'ws-aaaaaaaaa', 'PENDING');
    const { sessionToken, desktop } = begun(await access.signIn(ada, client));
    expect(desktop).toMatchObject({ status: 'waiting', state: 'PENDING' });
    expect(await access.ticket(sessionToken, client)).toMatchObject({ status: 'waiting' });
    await setState(room.database, 'ws-aaaaaaaaa', 'AVAILABLE');
    expect(await access.ticket(sessionToken, client)).toMatchObject({ status: 'ready' });
  });

  test('a desktop that is stopped is started once, and waited for', async () => {
    const { access } = gateway();
    const runs = () =>
      tables<WorkflowTables>(room.database).selectFrom('workflows.run').selectAll().execute();
    await setState(room.database, 'ws-aaaaaaaaa', 'STOPPED');
    const { sessionToken, desktop } = begun(await access.signIn(ada, client));
    expect(desktop).toMatchObject({ status: 'waiting', state: 'STARTING', retryAfterSeconds: 0.5 });
    expect(await access.ticket(sessionToken, client)).toMatchObject({ status: 'waiting' });
    expect(await runs()).toMatchObject([{ type: 'workspaces.start', key: 'ws-aaaaaaaaa' }]);
    await setState(room.database, 'ws-aaaaaaaaa', 'AVAILABLE');
    expect(await access.ticket(sessionToken, client)).toMatchObject({ status: 'ready' });
  });

  test('a desktop that is being stopped is started when it has', async () => {
    const { access } = gateway();
    await setState(room.database, 'ws-aaaaaaaaa', 'STOPPING');
    const { sessionToken, desktop } = begun(await access.signIn(ada, client));
    expect(desktop).toMatchObject({ status: 'waiting', state: 'STOPPING' });
    await setState(room.database, 'ws-aaaaaaaaa', 'STOPPED');
    expect(await access.ticket(sessionToken, client)).toMatchObject({ state: 'STARTING' });
  });

  test('a wrong password starts nothing', async () => {
    const { access } = gateway();
    await setState(room.database, 'ws-aaaaaaaaa', 'STOPPED');
    await access.signIn({ ...ada, password: 'wrong' }, client).catch(() => undefined);
    expect(await stateOf(room.database, 'ws-aaaaaaaaa')).toBe('STOPPED');
  });

  test('IP access control groups are asked first, and again for each ticket', async () => {
    const at = gateway();
    const { sessionToken } = await signIn(at);
    await allowOnly(room.database, '198.51.100.0/24');
    await expect(at.access.register({ registrationCode }, client)).rejects.toEqual(
      refused('DeviceNotAuthorized'),
    );
    await expect(at.access.signIn(ada, client)).rejects.toEqual(refused('DeviceNotAuthorized'));
    expect(at.asked).toHaveLength(1);
    await expect(at.access.ticket(sessionToken, client)).rejects.toEqual(refused('DeviceNotAuthorized'));
    await at.access.ticket(sessionToken, { ...client, address: '198.51.100.9' });
  });
});
