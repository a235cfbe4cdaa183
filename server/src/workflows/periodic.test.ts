import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../base/log.ts';
import { Notifications } from '../database/notifications.ts';
import { untilAborted, useWorkflows } from './testing.ts';
import { WorkflowWorker } from './worker.ts';

const test = useWorkflows();
const { start } = test;

describe('periodic work', () => {
  it('is done by one replica at a time, again and again, also after it failed', async () => {
    let atOnce = 0;
    let atOnceMax = 0;
    let times = 0;
    const workers = await Promise.all([start([]), start([]), start([])]);
    for (const { worker } of workers) {
      worker.every('tidy', 20, async () => {
        atOnceMax = Math.max(atOnceMax, ++atOnce);
        await delay(10);
        atOnce--;
        if (++times % 2 === 0) throw new Error('untidy');
      });
    }
    await expect.poll(() => times).toBeGreaterThan(5);
    expect(atOnceMax).toBe(1);
  });

  it('waits for the start of its worker', async () => {
    const { database, newClient } = test;
    const log = createLogger('test', 'silent');
    const notifications = new Notifications({ newClient, log });
    const worker = new WorkflowWorker({ database, newClient, notifications, workflows: [], log });
    let times = 0;
    worker.every('early', 1000, async () => void times++);
    await delay(50);
    expect(times).toBe(0);
    await worker.start();
    await expect.poll(() => times).toBe(1);
    await worker.stop();
    await notifications.close();
  });

  it('is told when its worker stops', async () => {
    const { worker } = await start([]);
    const begun = Promise.withResolvers<void>();
    let isAborted = false;
    worker.every('long', 1000, async (signal) => {
      begun.resolve();
      await untilAborted(signal).catch(() => {
        isAborted = true;
      });
    });
    await begun.promise;
    await worker.stop();
    expect(isAborted).toBe(true);
  });
});
