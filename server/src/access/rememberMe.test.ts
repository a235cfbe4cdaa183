import { describe, expect, test } from 'vitest';
import { setSessionPolicy } from '../workspaces/store/sessionPolicies.ts';
import { own as workspacesOwn } from '../workspaces/tables.ts';
import { keepHouse } from './index.ts';
import { endConnection, markConnected } from './store/connections.ts';
import { ada, begun, client, type Gateway, refused, testDirectory, useAccess } from './testing.ts';

const room = useAccess();
const { gateway, redeem } = room;
const nothing = { bytesToClient: 0, bytesFromClient: 0 };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

async function letRemember(allowed: boolean): Promise<void> {
  await workspacesOwn(room.database)
    .updateTable('workspaces.registration')
    .set({ reconnect_enabled: allowed })
    .execute();
}

/** Ada has used her desktop for a while and is disconnected. */
async function leftDesktop(at: Gateway, rememberMe: boolean, usedMs = MINUTE_MS) {
  const { sessionToken, desktop } = begun(await at.access.signIn({ ...ada, rememberMe }, client));
  if (desktop.status !== 'ready') throw new Error('It is not ready.');
  const connection = await redeem(at, desktop.ticket);
  if (!connection) throw new Error('The ticket was refused.');
  await markConnected(room.database, connection, at.clock.now());
  at.clock.advance(usedMs);
  await endConnection(room.database, connection, nothing, 'CLIENT_LOST', at.clock.now());
  return sessionToken;
}

const comeBack = (at: Gateway, sessionToken: string) => at.access.ticket(sessionToken, client);
const ready = expect.objectContaining({ status: 'ready' });

describe('remember me', () => {
  test('is offered where the directory allows it', async () => {
    const at = gateway();
    const { registrationCode } = testDirectory;
    expect(await at.access.register({ registrationCode }, client)).toMatchObject({ rememberMe: true });
    await letRemember(false);
    expect(await at.access.register({ registrationCode }, client)).toMatchObject({ rememberMe: false });
    await letRemember(true);
  });

  test('lasts ten hours from signing in, and not a moment longer', async () => {
    const at = gateway();
    const sessionToken = await leftDesktop(at, true);
    at.clock.advance(9 * HOUR_MS);
    await keepHouse(room.database, at.clock);
    expect(await comeBack(at, sessionToken)).toEqual(ready);
    // Asking every few minutes does not make it last.
    at.clock.advance(HOUR_MS - 2 * MINUTE_MS);
    expect(await comeBack(at, sessionToken)).toEqual(ready);
    for (let minutes = 0; minutes < 19; minutes++) {
      at.clock.advance(MINUTE_MS);
      await comeBack(at, sessionToken);
    }
    at.clock.advance(MINUTE_MS);
    await expect(comeBack(at, sessionToken)).rejects.toEqual(refused('SessionEnded'));
    await keepHouse(room.database, at.clock);
    await expect(comeBack(at, sessionToken)).rejects.toEqual(refused('SessionEnded'));
  });

  test('that nobody asked for, or that the directory does not allow, is none', async () => {
    const at = gateway();
    const unasked = await leftDesktop(at, false);
    at.clock.advance(21 * MINUTE_MS);
    await expect(comeBack(at, unasked)).rejects.toEqual(refused('SessionEnded'));
    await letRemember(false);
    const forbidden = await leftDesktop(at, true);
    await letRemember(true);
    at.clock.advance(21 * MINUTE_MS);
    await expect(comeBack(at, forbidden)).rejects.toEqual(refused('SessionEnded'));
  });

  test('ends with signing out', async () => {
    const at = gateway();
    const sessionToken = await leftDesktop(at, true);
    await at.access.signOut(sessionToken);
    await expect(comeBack(at, sessionToken)).rejects.toEqual(refused('SessionEnded'));
  });
});

describe('the session resume timeout', () => {
  test.each([
    [5, 4, 5],
    [60, 59, 60],
  ])('of %i minutes lets a session come back after %i, and not after %i', async (timeout, before, after) => {
    const part = { sessionResumeTimeoutMinutes: timeout };
    await setSessionPolicy(room.database, testDirectory.directoryId, part);
    const at = gateway();
    const sessionToken = await leftDesktop(at, false);
    at.clock.advance(before * MINUTE_MS);
    await keepHouse(room.database, at.clock);
    expect(await comeBack(at, sessionToken)).toEqual(ready);
    const other = await leftDesktop(at, false);
    at.clock.advance(after * MINUTE_MS);
    await expect(comeBack(at, other)).rejects.toEqual(refused('SessionEnded'));
    await setSessionPolicy(room.database, testDirectory.directoryId, {});
  });

  test('of 0 lets nobody come back, and a first connection be made', async () => {
    const part = { sessionResumeTimeoutMinutes: 0 };
    await setSessionPolicy(room.database, testDirectory.directoryId, part);
    const at = gateway();
    const { sessionToken } = begun(await at.access.signIn(ada, client));
    at.clock.advance(MINUTE_MS);
    expect(await comeBack(at, sessionToken)).toEqual(ready);
    const left = await leftDesktop(at, false);
    await expect(comeBack(at, left)).rejects.toEqual(refused('SessionEnded'));
    await setSessionPolicy(room.database, testDirectory.directoryId, {});
  });
});
