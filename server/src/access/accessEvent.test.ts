import { beforeEach, describe, expect, test } from 'vitest';
import { type Cursor, currentCursor, readEvents } from '../database/outbox/outbox.ts';
import { EVENTS_TOPIC } from '../monitoring/index.ts';
import { ada, client, testDirectory, useAccess } from './testing.ts';

const room = useAccess();
let start: Cursor;
beforeEach(async () => {
  start = await currentCursor(room.database);
});
const events = async () =>
  (await readEvents(room.database, [EVENTS_TOPIC], start)).map((event) => event.payload);

describe('WorkSpaces Access', () => {
  test('is told of a successful sign-in, in the form of the guide', async () => {
    const at = room.gateway();
    await at.access.signIn(ada, client);
    const now = at.clock.now().toISOString();
    expect(await events()).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'WorkSpaces Access',
        source: 'aws.workspaces',
        account: '000000000000',
        time: now.replace(/\.\d{3}Z$/, 'Z'),
        region: 'us-east-1',
        resources: [],
        detail: {
          clientIpAddress: client.address,
          actionType: 'successfulLogin',
          workspacesClientProductName: 'WorkSpaces Web client',
          loginTime: now,
          clientPlatform: 'Web',
          directoryId: testDirectory.directoryId,
          workspaceId: 'ws-aaaaaaaaa',
        },
      },
    ]);
  });

  test('is not told of one that was refused', async () => {
    const at = room.gateway();
    await at.access.signIn({ ...ada, password: 'wrong' }, client).catch(() => undefined);
    expect(await events()).toEqual([]);
  });
});
