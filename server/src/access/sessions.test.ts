import { describe, expect, test } from 'vitest';
import { own as workspacesOwn } from '../workspaces/tables.ts';
import { keepHouse } from './index.ts';
import {
  endConnection,
  endedConnections,
  markConnected,
  type OpenConnection,
  touchConnections,
} from './store/connections.ts';
import { own } from './tables.ts';
import { client, connectionStateOf, type Gateway, refused, signIn, useAccess } from './testing.ts';

const room = useAccess();
const { gateway, redeem } = room;
const nothing = { bytesToClient: 0, bytesFromClient: 0 };

async function connect(at: Gateway): Promise<OpenConnection & { sessionToken: string }> {
  const { ticket, sessionToken } = await signIn(at);
  const connection = await redeem(at, ticket);
  if (!connection) throw new Error('The ticket was refused.');
  await markConnected(room.database, connection, at.clock.now());
  return { ...connection, sessionToken };
}

const letReconnect = (reconnect: boolean) =>
  workspacesOwn(room.database)
    .updateTable('workspaces.registration')
    .set({ reconnect_enabled: reconnect })
    .execute();

const recordOf = ({ connectionId }: OpenConnection) =>
  own(room.database)
    .selectFrom('access.connection')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow();

describe('sessions and connections', () => {
  test('a connection is recorded from beginning to end', async () => {
    const at = gateway();
    const connection = await connect(at);
    expect(await connectionStateOf(room.database, 'ws-aaaaaaaaa')).toMatchObject({
      connection_state: 'CONNECTED',
    });
    at.clock.advance(5000);
    const traffic = { bytesToClient: 12_345_678_901, bytesFromClient: 42 };
    await touchConnections(room.database, [{ ...connection, ...traffic }], at.clock.now());
    expect(await recordOf(connection)).toMatchObject({
      bytes_to_client: '12345678901',
      seen_at: at.clock.now(),
      ended_at: null,
    });
    at.clock.advance(1000);
    await endConnection(room.database, connection, traffic, 'CLIENT_CLOSED', at.clock.now());
    expect(await recordOf(connection)).toMatchObject({
      close_reason: 'CLIENT_CLOSED',
      ended_at: at.clock.now(),
      bytes_from_client: '42',
    });
    expect(await connectionStateOf(room.database, 'ws-aaaaaaaaa')).toEqual({
      connection_state: 'DISCONNECTED',
      last_user_connection_at: at.clock.now(),
    });
  });

  test('a second session takes the desktop over, and the first one may not come back', async () => {
    const at = gateway();
    const first = await connect(at);
    at.clock.advance(1000);
    const second = await connect(at);
    const ended = await endedConnections(room.database, [first.connectionId, second.connectionId]);
    expect([...ended]).toEqual([[first.connectionId, 'TAKEN_OVER']]);
    // Its gateway reports the end later: the user is still connected, by the second one.
    at.clock.advance(1000);
    await endConnection(room.database, first, nothing, 'CLIENT_CLOSED', at.clock.now());
    expect((await recordOf(first)).close_reason).toBe('TAKEN_OVER');
    expect(await connectionStateOf(room.database, 'ws-aaaaaaaaa')).toMatchObject({
      connection_state: 'CONNECTED',
    });
    await expect(at.access.ticket(first.sessionToken, client)).rejects.toEqual(refused('TakenOver'));
  });

  test('the same session comes back after a cut that the gateway has not noticed', async () => {
    const at = gateway();
    const first = await connect(at);
    const answer = await at.access.ticket(first.sessionToken, client);
    if (answer.status !== 'ready') throw new Error('It is not ready.');
    const second = await redeem(at, answer.ticket);
    expect(second?.sessionId).toBe(first.sessionId);
    expect((await recordOf(first)).close_reason).toBe('CLIENT_LOST');
  });

  test('where a directory does not let its users reconnect, a session has one stream', async () => {
    const at = gateway();
    await letReconnect(false);
    // The desktop was not shown yet: that is no reconnecting.
    const { sessionToken, ticket } = await signIn(at);
    expect(await redeem(at, ticket)).toBeDefined();
    const [again, spare] = [
      await at.access.ticket(sessionToken, client),
      await at.access.ticket(sessionToken, client),
    ];
    if (again.status !== 'ready' || spare.status !== 'ready') throw new Error('It is not ready.');
    const connection = await redeem(at, again.ticket);
    if (!connection) throw new Error('The ticket was refused.');
    await markConnected(room.database, connection, at.clock.now());
    await endConnection(room.database, connection, nothing, 'CLIENT_LOST', at.clock.now());
    await expect(at.access.ticket(sessionToken, client)).rejects.toEqual(refused('ReconnectDisabled'));
    // A ticket that was still out is worth nothing any more.
    expect(await redeem(at, spare.ticket)).toBeUndefined();
    // With the password the user comes back.
    const { ticket: fresh } = await signIn(at);
    expect(await redeem(at, fresh)).toBeDefined();
    await letReconnect(true);
  });

  test('signing out ends the session and its connection', async () => {
    const at = gateway();
    const connection = await connect(at);
    const spare = await at.access.ticket(connection.sessionToken, client);
    await at.access.signOut(connection.sessionToken);
    expect((await recordOf(connection)).close_reason).toBe('SIGNED_OUT');
    await expect(at.access.ticket(connection.sessionToken, client)).rejects.toEqual(refused('SessionEnded'));
    // A ticket that was still out is worth nothing any more.
    if (spare.status !== 'ready') throw new Error('It is not ready.');
    expect(await redeem(at, spare.ticket)).toBeUndefined();
  });

  test('a token that nobody has opens nothing', async () => {
    const { access } = gateway();
    await expect(access.ticket('guessed', client)).rejects.toEqual(refused('SessionEnded'));
    await access.signOut('guessed');
  });

  test('connections of a gateway that is gone end when it was last heard of', async () => {
    const at = gateway();
    const connection = await connect(at);
    const lastSeen = at.clock.now();
    at.clock.advance(59_000);
    await keepHouse(room.database, at.clock);
    expect((await recordOf(connection)).ended_at).toBeNull();
    at.clock.advance(2_000);
    await keepHouse(room.database, at.clock);
    expect(await recordOf(connection)).toMatchObject({ close_reason: 'GATEWAY_LOST', ended_at: lastSeen });
    expect(await connectionStateOf(room.database, 'ws-aaaaaaaaa')).toEqual({
      connection_state: 'DISCONNECTED',
      last_user_connection_at: lastSeen,
    });
  });

  test('a session may come back for 20 minutes after its connection ended', async () => {
    const at = gateway();
    const connection = await connect(at);
    at.clock.advance(3_600_000);
    await touchConnections(room.database, [{ ...connection, ...nothing }], at.clock.now());
    await keepHouse(room.database, at.clock);
    await endConnection(room.database, connection, nothing, 'CLIENT_LOST', at.clock.now());
    at.clock.advance(19 * 60_000);
    await keepHouse(room.database, at.clock);
    await at.access.ticket(connection.sessionToken, client);
    at.clock.advance(20 * 60_000 + 1);
    await keepHouse(room.database, at.clock);
    await expect(at.access.ticket(connection.sessionToken, client)).rejects.toEqual(refused('SessionEnded'));
  });

  test('what is long over is removed', async () => {
    const at = gateway();
    const connection = await connect(at);
    await at.access.signOut(connection.sessionToken);
    at.clock.advance(91 * 86_400_000);
    await keepHouse(room.database, at.clock);
    for (const table of [
      'access.session',
      'access.connection',
      'access.used_ticket',
      'access.signing_key',
    ] as const) {
      expect(await own(room.database).selectFrom(table).selectAll().execute()).toEqual([]);
    }
  });
});
