import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLinuxFabric } from '../server/src/fabric/index.ts';
import {
  a1,
  a2,
  a3,
  attachments,
  fabricOptions,
  guests,
  HOST_IN_WORLD,
  home,
  run,
  useFabricLab,
  vpcA,
  vpcB,
  WORLD_ADDRESS,
  within,
} from './support/fabricLab.ts';

const lab = useFabricLab();
const { ask, bring, shell } = lab;

describe('reconciliation', () => {
  test('an instance that started again is attached again', async () => {
    await lab.engine.stop('a3', { timeoutSeconds: 20 });
    await lab.fabric.reconcile(async () => ({ networks: [vpcA, vpcB], attachments }));
    await expect(lab.fabric.attach(a3.attachment)).rejects.toThrow(/does its instance run/);
    await bring(a3);
    await expect.poll(() => ask(a1, '10.77.2.10')).toBe('a3');
  });

  test('nothing is left of the cards of an instance that stopped', async () => {
    const links = async () =>
      (await run('ip', ['-o', 'link', 'show', 'type', 'veth'])).stdout.split('\n').length;
    await lab.engine.stop('a3', { timeoutSeconds: 0 });
    await lab.fabric.detach(a3.attachment);
    const before = await links();
    for (let round = 0; round < 2; round++) {
      await bring(a3);
      await lab.engine.stop('a3', { timeoutSeconds: 0 });
      await lab.fabric.detach(a3.attachment);
    }
    expect(await links()).toBe(before);
    await bring(a3);
  });

  test('a detached card comes back with the next attachment', async () => {
    await lab.fabric.detach(a3.attachment);
    await lab.fabric.detach(a3.attachment);
    expect(await ask(a1, '10.77.2.10')).toBe('');
    await lab.fabric.attach(a3.attachment);
    await lab.fabric.attach(a3.attachment);
    expect(await ask(a1, '10.77.2.10')).toBe('a3');
  });

  test('another process mends what was destroyed by hand', async () => {
    await within('vpc-0a', 'nft', 'flush', 'ruleset');
    await within('vpc-0a', 'ip', 'route', 'flush', 'table', 'main');
    await run('nft', ['delete', 'table', 'inet', 'alcove_e2ef']);
    lab.fabric.close();
    lab.fabric = createLinuxFabric(fabricOptions);
    await lab.fabric.reconcile(async () => ({ networks: [vpcA, vpcB], attachments }));
    expect(await ask(a1, '10.77.1.11')).toBe('a2');
    expect(await ask(a1, WORLD_ADDRESS)).toContain(HOST_IN_WORLD);
    expect(await ask(a3, WORLD_ADDRESS)).toBe('');
    expect(await shell(a3, 'host -t A -W 2 outside.test 10.77.0.2')).toContain('203.0.113.7');
  });

  test('after a reboot everything is made anew', async () => {
    await Promise.all(guests.map(({ name }) => lab.engine.stop(name, { timeoutSeconds: 0 })));
    lab.fabric.close();
    await run('nft', ['delete', 'table', 'inet', 'alcove_e2ef']);
    for (const vpcId of ['vpc-0a', 'vpc-0b']) {
      await run('pkill', ['--full', '--', `--conf-file=${join(fabricOptions.stateDirectory, vpcId)}`]);
      await run('ip', ['netns', 'delete', `e2ef-${vpcId}`]);
    }
    await run('ip', ['link', 'delete', lab.management.bridge]);
    lab.fabric = createLinuxFabric(fabricOptions);
    await lab.fabric.ensureManagement();
    await lab.fabric.reconcile(async () => ({ networks: [vpcA, vpcB], attachments }));
    for (const each of guests) await bring(each);
    await expect.poll(() => ask(a1, '10.77.2.10')).toBe('a3');
    expect(await ask(a1, WORLD_ADDRESS)).toContain(HOST_IN_WORLD);
  });

  test('a network that nobody wants goes, with all that hangs on it', async () => {
    await lab.fabric.reconcile(async () => ({
      networks: [vpcA],
      attachments: [a1, a2, a3].map(({ attachment }) => attachment),
    }));
    expect((await run('ip', ['netns', 'list'])).stdout).not.toContain('e2ef-vpc-0b');
    expect(await ask(a1, '10.77.1.11')).toBe('a2');
    await lab.fabric.removeNetwork('vpc-0b');
  });
});

test('destroying one installation leaves another alone, and nothing of itself', async () => {
  const options = {
    ...fabricOptions,
    prefix: 'e2ey',
    stateDirectory: join(home, 'second'),
    managementCidr: '198.18.3.128/25',
  };
  const other = createLinuxFabric(options);
  onTestFinished(() => other.destroy());
  await other.ensureManagement();
  await other.ensureNetwork(vpcA);
  expect(await ask(a1, WORLD_ADDRESS)).toContain(HOST_IN_WORLD);
  await other.destroy();
  const traces = await Promise.all([
    run('ip', ['-o', 'link']),
    run('ip', ['netns', 'list']),
    run('nft', ['list', 'ruleset']),
    run('ps', ['-eo', 'args']),
  ]);
  for (const { stdout } of traces) expect(stdout).not.toMatch(/e2ey/);
  expect(await ask(a1, '10.77.2.10')).toBe('a3');
  expect(await ask(a1, WORLD_ADDRESS)).toContain(HOST_IN_WORLD);
});
