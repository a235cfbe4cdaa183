import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../database/database.ts';
import { HEALTH_PORT } from '../model/health.ts';
import { DEFAULT_SESSION_POLICY } from '../model/sessionPolicy.ts';
import { policyOfWorkspace } from '../store/sessionPolicies.ts';
import { changeState, updateWorkspace } from '../store/workspaces.ts';
import { testClock } from '../testing.ts';
import { HealthMonitor } from './health.ts';
import { World } from './testing/world.ts';

let world: World;
let monitor: HealthMonitor;
let workspaceId: string;
let desktop: Answerer;
beforeEach(async () => {
  world = await World.create();
  await world.startWorker();
  monitor = new HealthMonitor();
  workspaceId = await world.create();
  await world.settled(workspaceId);
  desktop = new Answerer(await required());
  await desktop.start();
});
afterEach(async () => {
  await desktop.stop();
  await world.close();
});

async function required() {
  const row = await world.row(workspaceId);
  if (!row?.management_address) throw new Error('no address');
  return { address: row.management_address, hostName: row.computer_name.toLowerCase() };
}

/** What answers in a desktop; it can be taught to misbehave. */
class Answerer {
  readonly #address: string;
  readonly #server: Server;
  hostName: string;
  display = true;
  policyStamp: string | undefined;
  /** Called when somebody asks, before he is answered. */
  onQuestion: () => Promise<void> = async () => undefined;

  constructor({ address, hostName }: { address: string; hostName: string }) {
    this.#address = address;
    this.hostName = hostName;
    this.#server = createServer(async (socket) => {
      socket.on('error', () => socket.destroy());
      await this.onQuestion();
      const numbers = {
        uptimeSeconds: 1,
        load: 0,
        rootSizeMib: 1,
        rootUsedMib: 1,
        homeSizeMib: 1,
        homeUsedMib: 1,
      };
      const { hostName, display, policyStamp } = this;
      const answer = { hostName, display, session: true, rebootRequired: false, policyStamp, ...numbers };
      socket.end(`${JSON.stringify(answer)}\n`);
    });
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(HEALTH_PORT, this.#address, resolve);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

const look = () => monitor.look(world.deps);
async function shown() {
  const row = await world.row(workspaceId);
  return [row?.state, row?.error_code];
}

describe('a desktop', () => {
  it('that answers stays as it is', async () => {
    expect(await look()).toEqual([]);
    expect(await shown()).toEqual(['AVAILABLE', null]);
  });

  it('whose answerer stops becomes UNHEALTHY at the third question, and AVAILABLE at the first answer', async () => {
    await desktop.stop();
    expect([await look(), await look()]).toEqual([[], []]);
    expect(await shown()).toEqual(['AVAILABLE', null]);
    expect(await look()).toEqual([{ workspaceId, state: 'UNHEALTHY' }]);
    expect(await shown()).toEqual(['UNHEALTHY', 'UnhealthyWorkspace.NotAnswering']);
    expect((await world.row(workspaceId))?.error_message).toContain('port 8200');
    expect(await look()).toEqual([]);
    await desktop.start();
    expect(await look()).toEqual([{ workspaceId, state: 'AVAILABLE' }]);
    expect(await shown()).toEqual(['AVAILABLE', null]);
  });

  it('that was renamed becomes UNHEALTHY until it has its name back', async () => {
    const { hostName } = desktop;
    desktop.hostName = 'mine';
    for (let turn = 0; turn < 3; turn++) await look();
    expect(await shown()).toEqual(['UNHEALTHY', 'UnhealthyWorkspace.ComputerNameChanged']);
    desktop.hostName = hostName.toUpperCase();
    await look();
    expect(await shown()).toEqual(['AVAILABLE', null]);
  });

  it('that cannot be reached becomes UNHEALTHY', async () => {
    // TCP has no way to a multicast address.
    await updateWorkspace(world.database, workspaceId, { management_address: '224.0.0.1' });
    for (let turn = 0; turn < 3; turn++) await look();
    expect(await shown()).toEqual(['UNHEALTHY', 'UnhealthyWorkspace.PortBlocked']);
  }, 20_000);

  it('without a display becomes IMPAIRED, and UNHEALTHY when it falls silent', async () => {
    desktop.display = false;
    for (let turn = 0; turn < 3; turn++) await look();
    expect(await shown()).toEqual(['IMPAIRED', 'ImpairedWorkspace.NoDisplay']);
    await desktop.stop();
    await look();
    expect(await shown()).toEqual(['UNHEALTHY', 'UnhealthyWorkspace.NotAnswering']);
    await desktop.start();
    await look();
    // There is no way from UNHEALTHY to IMPAIRED; the reason follows all the same.
    expect(await shown()).toEqual(['UNHEALTHY', 'ImpairedWorkspace.NoDisplay']);
    desktop.display = true;
    await look();
    expect(await shown()).toEqual(['AVAILABLE', null]);
  });

  it('is asked once per turn, also among others', async () => {
    let questions = 0;
    desktop.onQuestion = async () => {
      questions++;
    };
    await Promise.all([world.create(), world.create()].map(async (id) => world.settled(await id)));
    await look();
    expect(questions).toBe(1);
  });
});

describe('desktop.conf', () => {
  const write = (content: string) =>
    world.engine.writeFile(workspaceId, { path: '/etc/alcove/desktop.conf', content });
  const policy = () => policyOfWorkspace(world.database, workspaceId);

  it('narrows the policy as soon as the desktop says that there is another one', async () => {
    await look();
    expect(await policy()).toEqual(DEFAULT_SESSION_POLICY);
    await write('clipboard = off\nprinting = on\nnonsense');
    desktop.policyStamp = '1';
    await look();
    expect(await policy()).toEqual({ ...DEFAULT_SESSION_POLICY, clipboard: 'OFF' });
    await write('audio-in = off');
    // It is not read for nothing.
    await look();
    expect(await policy()).toMatchObject({ clipboard: 'OFF', audioIn: true });
    desktop.policyStamp = '2';
    await look();
    expect(await policy()).toMatchObject({ clipboard: 'BOTH', audioIn: false });
  });

  it('that is too long changes nothing', async () => {
    await write('clipboard = off');
    desktop.policyStamp = '1';
    await look();
    await write('#'.repeat(70_000));
    desktop.policyStamp = '2';
    expect(await look()).toEqual([]);
    expect(await policy()).toMatchObject({ clipboard: 'OFF' });
  });
});

describe('a worker that starts anew', () => {
  it('takes back no state, and counts from the beginning', async () => {
    await desktop.stop();
    for (let turn = 0; turn < 2; turn++) await look();
    monitor = new HealthMonitor();
    for (let turn = 0; turn < 2; turn++) await look();
    expect((await shown())[0]).toBe('AVAILABLE');
    await look();
    monitor = new HealthMonitor();
    await look();
    expect((await shown())[0]).toBe('UNHEALTHY');
  });
});

describe('one that is silent for a reason', () => {
  /** Lets the third and deciding question fail, while `meanwhile` happens. */
  async function whileAsked(meanwhile: () => Promise<unknown>): Promise<void> {
    desktop.hostName = 'mine';
    await look();
    await look();
    desktop.onQuestion = async () => {
      await meanwhile();
    };
    expect(await look()).toEqual([]);
  }
  const change = (by: Parameters<typeof changeState>[2]) =>
    inTransaction(world.database, (transaction) =>
      changeState(transaction, workspaceId, by, { at: testClock.now() }),
    );

  it('is not UNHEALTHY: stopped or rebooted while it is asked', async () => {
    await whileAsked(() => change('reboot'));
    expect((await shown())[0]).toBe('REBOOTING');
  });

  it('stopped and started again while it is asked', async () => {
    await whileAsked(async () => {
      await change('stop');
      await change('stopped');
      await change('start');
      testClock.advance(1);
      await change('started');
    });
    expect((await shown())[0]).toBe('AVAILABLE');
    // What was counted belongs to the run before.
    desktop.onQuestion = async () => undefined;
    expect(await look()).toEqual([]);
    expect((await shown())[0]).toBe('AVAILABLE');
  });

  it('with a run about it under way', async () => {
    await whileAsked(() =>
      inTransaction(world.database, async (transaction) => {
        await world.deps.queue.enqueue(transaction, { type: 'workspaces.unknown' }, workspaceId, {
          workspaceId,
        });
      }),
    );
    expect((await shown())[0]).toBe('AVAILABLE');
  });

  it('being brought back', async () => {
    await whileAsked(() => updateWorkspace(world.database, workspaceId, { recovering: true }));
    expect(await look()).toEqual([]);
    expect((await shown())[0]).toBe('AVAILABLE');
  });

  it.each(['STOPPED', 'SUSPENDED', 'ADMIN_MAINTENANCE', 'MAINTENANCE'] as const)('%s', async (state) => {
    const ways = {
      STOPPED: ['stop', 'stopped'],
      SUSPENDED: ['suspend'],
      ADMIN_MAINTENANCE: ['beginAdminMaintenance'],
      MAINTENANCE: ['maintain'],
    } as const;
    for (const by of ways[state]) await change(by);
    await desktop.stop();
    let questions = 0;
    desktop.onQuestion = async () => {
      questions++;
    };
    for (let turn = 0; turn < 4; turn++) expect(await look()).toEqual([]);
    expect(questions).toBe(0);
    expect((await shown())[0]).toBe(state);
  });
});
