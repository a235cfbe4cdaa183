import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Protocol } from '../base/streamProtocols.ts';
import { own } from '../workspaces/tables.ts';
import { closeCodes } from './model/messages.ts';
import { ViewerHandshake } from './rfb/viewer.ts';
import { useGateway } from './testing-gateway.ts';

const at = useGateway('127.0.8.25');

const setProtocol = (protocol: Protocol) =>
  own(at.database).updateTable('workspaces.workspace').set({ protocol }).execute();

let open: Awaited<ReturnType<typeof at.startGateway>> | undefined;
afterEach(() => open?.close());

/** From here on, clients come to the port of a protocol. They have signed in at the other one, with this ticket. */
async function comeTo(protocol: Protocol): Promise<string> {
  const { ticket } = await at.signIn();
  open = at.gateway;
  at.gateway = await at.startGateway({ protocol });
  return ticket;
}

describe('the port of a protocol', () => {
  test.each(['PCOIP', 'WSP'] as const)('serves the WorkSpaces of %s', async (protocol) => {
    await setProtocol(protocol);
    const ticket = await comeTo(protocol);
    const viewer = at.openViewer();
    await viewer.open(ticket);
    expect(await viewer.read(ViewerHandshake.greeting.length)).toEqual(ViewerHandshake.greeting);
  });

  test.each([
    ['PCOIP', 'WSP'],
    ['WSP', 'PCOIP'],
  ] as const)('of %s refuses a WorkSpace of %s, whose ticket stays good', async (protocol, other) => {
    await setProtocol(other);
    const ticket = await comeTo(protocol);
    const viewer = at.openViewer();
    await viewer.open(ticket);
    expect(await viewer.closed).toEqual({ code: closeCodes.WRONG_PORT, reason: 'WRONG_PORT' });
    await at.gateway.close();
    at.gateway = await at.startGateway({ protocol: other });
    const again = at.openViewer();
    await again.open(ticket);
    await again.read(1);
  });

  test('answers health checks: a ping, and a connection that says nothing', async () => {
    await comeTo('WSP');
    expect(await at.send('/ping')).toMatchObject({ status: 200, body: 'ok\n' });
    const socket = connect(Number(new URL(at.gateway.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  });

  test('is for nothing else', async () => {
    await comeTo('WSP');
    expect((await at.send('/')).status).toBe(404);
    expect((await at.post('/api/sign-out', { sessionToken: 'x' })).status).toBe(404);
  });
});

test('the HTTPS port serves both, and the answer to signing in says which it is', async () => {
  for (const protocol of ['PCOIP', 'WSP'] as const) {
    await setProtocol(protocol);
    const { viewer, sessionToken } = await at.connect();
    const answer = await at.post('/api/tickets', { sessionToken });
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'ready', protocol });
    viewer.webSocket.close(1000);
    await viewer.closed;
  }
});
