import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import type { SignInAnswer } from '../access/model/api.ts';
import { own } from '../access/tables.ts';
import { connectionStateOf, setState, testDirectory } from '../access/testing.ts';
import { inTransaction } from '../database/database.ts';
import { notify } from '../database/notifications.ts';
import { STATES_TOPIC } from '../workspaces/index.ts';
import { closeCodes } from './model/messages.ts';
import { cutText, picture } from './rfb/testing.ts';
import { ViewerHandshake } from './rfb/viewer.ts';
import { FakeDisplay, serverInit } from './testing.ts';
import { useGateway, viewerReply } from './testing-gateway.ts';

const desktopAddress = '127.0.8.2';
const at = useGateway(desktopAddress);
const { startGateway, send, post, signIn, openViewer, connect } = at;

const bell = Buffer.from([2]);

const connections = () =>
  own(at.database).selectFrom('access.connection').selectAll().orderBy('opened_at').execute();
const stateOfConnection = async () => (await connectionStateOf(at.database, 'ws-aaaaaaaaa')).connection_state;
/** The record of a connection comes after its first picture. */
const untilConnected = () => eventually(async () => expect(await stateOfConnection()).toBe('CONNECTED'));

/** As long as a busy machine needs. */
const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000 });

describe('the stream', () => {
  test('carries bytes both ways, unchanged, and is recorded', async () => {
    const { viewer, desktop } = await connect();
    expect(viewer.texts.map((text) => JSON.parse(text))).toEqual([
      {
        ...{ type: 'ready', channelToken: expect.stringMatching(/^[\w-]{43}$/) },
        allows: expect.objectContaining({ clipboardToDesktop: true, microphone: true }),
      },
    ]);
    const image = picture(randomBytes(300_000));
    desktop.write(image);
    expect(await viewer.read(image.length)).toEqual(image);
    const input = cutText(6, randomBytes(30_000));
    for (let offset = 0; offset < input.length; offset += 7000) {
      viewer.webSocket.send(input.subarray(offset, offset + 7000));
    }
    const arrived: Buffer[] = [];
    desktop.on('data', (data: Buffer) => arrived.push(data));
    await eventually(() => expect(Buffer.concat(arrived)).toEqual(input));
    await untilConnected();

    viewer.webSocket.close(1000);
    await once(desktop, 'close');
    await eventually(async () => expect(await stateOfConnection()).toBe('DISCONNECTED'));
    const sent = ViewerHandshake.greeting.length + serverInit.length + image.length;
    expect(await connections()).toMatchObject([
      {
        close_reason: 'CLIENT_CLOSED',
        bytes_to_client: String(sent),
        bytes_from_client: String(input.length),
        round_trip_ms: expect.any(Number),
        client_address: '127.0.0.1',
      },
    ]);
  });

  test('is taken over by a second client, also at another gateway, and the first is told', async () => {
    const first = await connect();
    const own = at.gateway;
    at.gateway = await startGateway();
    const second = await connect();
    expect(await first.viewer.closed).toEqual({ code: closeCodes.TAKEN_OVER, reason: 'TAKEN_OVER' });
    second.desktop.write(bell);
    expect(await second.viewer.read(1)).toEqual(bell);
    expect((await post('/api/tickets', { sessionToken: first.sessionToken })).body).toContain('TakenOver');
    await own.close();
    expect((await connections()).map((row) => row.close_reason)).toEqual(['TAKEN_OVER', null]);
    expect(await stateOfConnection()).toBe('CONNECTED');
  });

  test('comes back with the session after a cut', async () => {
    const first = await connect();
    first.viewer.webSocket.terminate();
    await once(first.desktop, 'close');
    const answer = JSON.parse((await post('/api/tickets', { sessionToken: first.sessionToken })).body);
    const again = openViewer();
    await again.open(answer.ticket);
    await again.read(ViewerHandshake.greeting.length);
    again.webSocket.send(viewerReply);
    await again.read(serverInit.length);
    const reasons = async () => (await connections()).map((row) => row.close_reason);
    await eventually(async () => expect(await reasons()).toEqual(['CLIENT_LOST', null]));
  });

  test('ends when the user signs out', async () => {
    const { viewer, sessionToken } = await connect();
    expect((await post('/api/sign-out', { sessionToken })).status).toBe(200);
    expect((await viewer.closed).code).toBe(closeCodes.SIGNED_OUT);
  });

  test('ends when the desktop ends it, after all that the desktop had said', async () => {
    const { viewer, desktop } = await connect();
    const goodbye = picture(Buffer.from('goodbye'));
    desktop.end(goodbye);
    expect(await viewer.read(goodbye.length)).toEqual(goodbye);
    expect((await viewer.closed).code).toBe(closeCodes.DESKTOP_CLOSED);
  });

  test.each([
    ['STOPPING', 'WORKSPACE_STOPPED'],
    ['REBOOTING', 'DESKTOP_CLOSED'],
  ] as const)('ends when the WorkSpace is %s', async (state, reason) => {
    const { viewer } = await connect();
    await untilConnected();
    await inTransaction(at.database, async (transaction) => {
      await setState(transaction, 'ws-aaaaaaaaa', state);
      await notify(transaction, STATES_TOPIC);
    });
    expect(await viewer.closed).toEqual({ code: closeCodes[reason], reason });
    await eventually(async () => expect(await connections()).toMatchObject([{ close_reason: reason }]));
    expect(await stateOfConnection()).toBe('DISCONNECTED');
  });

  test('does not begin when the WorkSpace was stopped since the ticket was given out', async () => {
    const { ticket } = await signIn();
    await setState(at.database, 'ws-aaaaaaaaa', 'STOPPED');
    const viewer = openViewer();
    await viewer.open(ticket);
    expect((await viewer.closed).code).toBe(closeCodes.DESKTOP_UNREACHABLE);
  });

  test('goes on while the WorkSpace is set aside for maintenance', async () => {
    const { viewer, desktop } = await connect();
    await inTransaction(at.database, async (transaction) => {
      await setState(transaction, 'ws-aaaaaaaaa', 'ADMIN_MAINTENANCE');
      await notify(transaction, STATES_TOPIC);
    });
    desktop.write(bell);
    expect(await viewer.read(1)).toEqual(bell);
  });

  test('ends when the gateway is stopped, so that the client may come back elsewhere', async () => {
    const { viewer } = await connect();
    await untilConnected();
    await at.gateway.close();
    expect((await viewer.closed).code).toBe(closeCodes.GATEWAY_STOPPED);
    expect(await connections()).toMatchObject([{ close_reason: 'GATEWAY_STOPPED' }]);
    expect(await stateOfConnection()).toBe('DISCONNECTED');
  });

  test('is refused without a good ticket', async () => {
    const { ticket } = await signIn();
    const used = openViewer();
    await used.open(ticket);
    await used.read(1);
    for (const bad of [ticket, 'nonsense']) {
      const viewer = openViewer();
      await viewer.open(bad);
      expect((await viewer.closed).code).toBe(closeCodes.TICKET_REFUSED);
    }
  });

  test.each([
    ['no JSON', 'nonsense'],
    ['another message', '{"type":"close"}'],
    ['bytes', Buffer.from('RFB 003.008\n')],
  ])('is refused to a first message that is %s', async (_what, message) => {
    const viewer = openViewer();
    await once(viewer.webSocket, 'open');
    viewer.webSocket.send(message);
    expect((await viewer.closed).code).toBe(closeCodes.PROTOCOL_ERROR);
  });

  test.each([
    ['another RFB version', Buffer.from('RFB 003.003\n')],
    ['a text in the middle', 'text'],
    ['a message that is too long', Buffer.alloc(65_537)],
  ])('is ended by %s', async (_what, message) => {
    const { ticket } = await signIn();
    const viewer = openViewer();
    await viewer.open(ticket);
    await viewer.read(ViewerHandshake.greeting.length);
    viewer.webSocket.send(message);
    expect([closeCodes.PROTOCOL_ERROR, 1009]).toContain((await viewer.closed).code);
    await eventually(async () =>
      expect(await connections()).toMatchObject([{ close_reason: 'PROTOCOL_ERROR' }]),
    );
  });

  test('says so when the desktop has another certificate, and never shows it', async () => {
    await at.display.close();
    const other = await at.authority.issue({ commonName: 'other', dnsNames: ['ws-bbbbbbbbb'] });
    at.display = await FakeDisplay.start(desktopAddress, 5900, { ...other, password: 'secret12' });
    const { ticket } = await signIn();
    const viewer = openViewer();
    await viewer.open(ticket);
    expect((await viewer.closed).code).toBe(closeCodes.DESKTOP_UNREACHABLE);
    expect(viewer.texts).toEqual([]);
    expect(await stateOfConnection()).toBe('UNKNOWN');
  });

  test.each(['https://evil.example', 'null', null])('is not opened to a page of %s', async (origin) => {
    const viewer = openViewer(origin);
    const [error] = (await once(viewer.webSocket, 'error')) as [Error];
    expect(error.message).toContain('403');
  });
});

describe('the API over HTTPS', () => {
  test('signs in, and says by code and sentence why not', async () => {
    const { registrationCode } = testDirectory;
    const wrong = await post('/api/sign-in', { registrationCode, userName: 'ada', password: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(JSON.parse(wrong.body)).toEqual({
      error: {
        code: 'SignInRejected',
        message: 'The user name or the password is not right. Check both and try again.',
      },
    });
    const code = await post('/api/registrations', { registrationCode: 'wsiad+ZZZZZZ' });
    expect(code.status).toBe(404);
    expect(code.body).toContain("Device can't connect to the registration service.");
  });

  test('a desktop on its way is an answer, and so is its coming', async () => {
    await setState(at.database, 'ws-aaaaaaaaa', 'PENDING');
    const { registrationCode } = testDirectory;
    const answer = await post('/api/sign-in', { registrationCode, userName: 'ada', password: 'right' });
    const { sessionToken, desktop } = JSON.parse(answer.body) as SignInAnswer;
    expect(desktop).toEqual({
      status: 'waiting',
      workspaceId: 'ws-aaaaaaaaa',
      state: 'PENDING',
      retryAfterSeconds: 2,
    });
    await setState(at.database, 'ws-aaaaaaaaa', 'AVAILABLE');
    expect((await post('/api/tickets', { sessionToken })).body).toContain('"status":"ready"');
  });

  const json = { 'content-type': 'application/json' };
  test.each([
    ['a form', { 'content-type': 'text/plain' }, '{}', 400, 'InvalidRequest'],
    ['no JSON', json, '{', 400, 'InvalidRequest'],
    ['members that are missing', json, '{"registrationCode":"x"}', 400, 'InvalidRequest'],
    [
      'members of another type',
      json,
      '{"registrationCode":1,"userName":[],"password":{}}',
      400,
      'InvalidRequest',
    ],
    ['a large body', json, JSON.stringify({ registrationCode: 'x'.repeat(9000) }), 413, 'RequestTooLarge'],
    ['another site', { ...json, origin: 'https://evil.example' }, '{}', 403, 'ForeignOrigin'],
  ])('%s is refused', async (_what, headers, body, status, code) => {
    const answer = await send('/api/sign-in', { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).error.code).toBe(code);
  });

  test('other methods and addresses are refused', async () => {
    expect((await send('/api/sign-in')).status).toBe(405);
    expect((await post('/api/nothing', {})).status).toBe(404);
    expect((await post('/api/constructor', {})).status).toBe(404);
  });
});
