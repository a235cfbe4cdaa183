import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createLogger } from '../base/log.ts';
import { temporaryDirectory } from '../base/testing.ts';
import { RoleProcess } from './role-process.ts';

const log = createLogger('test', 'silent');

function processOf(program: string): { role: RoleProcess; logs: string } {
  const logs = temporaryDirectory();
  const main = join(logs, 'main.mjs');
  writeFileSync(main, program);
  return { role: new RoleProcess('api', { logs }, log, main), logs };
}

const READY =
  "process.send('ready'); process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000);";

describe('RoleProcess', () => {
  it('is ready when the process says so, and keeps what it prints', async () => {
    const { role, logs } = processOf(`console.log('hello from', process.argv[2]); ${READY}`);
    await role.start();
    expect(role.status).toMatchObject({ role: 'api', state: 'ready', restarts: 0 });
    await role.stop();
    expect(role.status.state).toBe('stopped');
    expect(readFileSync(join(logs, 'api.log'), 'utf8')).toContain('hello from api');
  });

  it('starts a killed process again', async () => {
    const { role } = processOf(READY);
    await role.start();
    const first = role.status.pid;
    process.kill(first ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(role.status).toMatchObject({ state: 'ready', restarts: 1 }), {
      timeout: 5000,
    });
    expect(role.status.pid).not.toBe(first);
    await role.stop();
  });

  it('starts one again at once that was killed, and ever later one that fails', async () => {
    const warn = vi.spyOn(log, 'warn');
    const delaysOf = async (program: string, whenReady: (pid: number) => void) => {
      warn.mockClear();
      const { role } = processOf(program);
      await role.start();
      for (let restarts = 0; restarts < 3; restarts += 1) {
        await vi.waitFor(() => expect(role.status).toMatchObject({ state: 'ready', restarts }), {
          ...{ timeout: 10_000, interval: 1 },
        });
        whenReady(role.status.pid ?? 0);
      }
      await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(3), { timeout: 10_000 });
      await role.stop();
      return warn.mock.calls.map(([facts]) => (facts as unknown as { delayMs: number }).delayMs);
    };
    expect(await delaysOf(READY, (pid) => process.kill(pid, 'SIGKILL'))).toEqual([100, 100, 100]);
    const failing =
      "process.on('SIGUSR2', () => process.exit(1)); process.send('ready'); setInterval(() => {}, 9);";
    expect(await delaysOf(failing, (pid) => process.kill(pid, 'SIGUSR2'))).toEqual([200, 400, 800]);
    warn.mockRestore();
  }, 60_000);

  it('gives its last words when it never becomes ready', async () => {
    const { role } = processOf("throw new Error('Port 1 is taken.');");
    await expect(role.start()).rejects.toThrow('The api does not start: Port 1 is taken.');
    await role.stop();
  });
});
