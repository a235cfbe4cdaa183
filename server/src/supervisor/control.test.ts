import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../base/testing.ts';
import { homeAt } from '../config/home.ts';
import { requestStop, type ServiceStatus, serveControl, serviceStatus } from './control.ts';

const status: ServiceStatus = { state: 'running', detail: 'all roles are ready', pid: 1, roles: [] };

function homeForTest() {
  const path = temporaryDirectory();
  return { ...homeAt(path), run: path };
}

it('tells the status and takes the order to stop', async () => {
  const home = homeForTest();
  let stopped = false;
  const server = await serveControl(home, { status: () => status, stop: () => (stopped = true) });
  expect(await serviceStatus(home)).toEqual(status);
  await requestStop(home);
  expect(stopped).toBe(true);
  server.close();
});

it('refuses a second supervisor, and takes over from a killed one', async () => {
  const home = homeForTest();
  writeFileSync(join(home.run, 'supervisor.sock'), '');
  const server = await serveControl(home, { status: () => status, stop: () => undefined });
  await expect(serveControl(home, { status: () => status, stop: () => undefined })).rejects.toThrow(
    'already runs',
  );
  server.close();
});

it('knows that nothing runs', async () => {
  expect(await serviceStatus(homeAt('/nonexistent'))).toBeUndefined();
});

it.each([
  ['before it answers', ''],
  ['in the middle of its answer', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"state":'],
])('knows that nothing runs when the supervisor ends %s', async (_when, answer) => {
  const home = homeForTest();
  const server = createServer((socket) => {
    socket.once('data', () => {
      server.close();
      socket.end(answer, () => socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(join(home.run, 'supervisor.sock'), resolve));
  expect(await serviceStatus(home)).toBeUndefined();
});
