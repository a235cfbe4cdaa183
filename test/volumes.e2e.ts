import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { mounts } from '../server/src/base/mounts.ts';
import { destroyPool, openVolumes, releasePool, type Volumes } from '../server/src/volumes/index.ts';

const run = promisify(execFile);
const directory = '/tmp/alcove-e2e-volumes';
const options = { directory, sizeGib: 20 };
const GIB = 1024 ** 3;

let volumes: Volumes;
const at = (name: string) => join(directory, 'at', name);

beforeAll(async () => {
  await destroyPool(directory);
  volumes = await openVolumes(options);
});
afterAll(() => destroyPool(directory));

/** Makes a volume and mounts it. */
async function mounted(name: string, sizeGib = 1, source?: string): Promise<string> {
  mkdirSync(at(name), { recursive: true });
  await volumes.create(name, { sizeGib, source });
  await volumes.mount(name, at(name));
  return at(name);
}

describe('a volume', () => {
  test('has its size, its owner, and is made once', async () => {
    await volumes.create('owned', { sizeGib: 3, owner: 4711 });
    await volumes.create('owned', { sizeGib: 1, owner: 1 });
    const path = await volumes.mountPoint('owned');
    await volumes.mount('owned', path);
    await volumes.mount('owned', path);
    expect(statSync(path)).toMatchObject({ uid: 4711, gid: 4711 });
    const { sizeBytes, usedBytes } = await volumes.usage('owned');
    // The file system keeps a log of 64 MiB to itself.
    expect(sizeBytes).toBeGreaterThan(2.9 * GIB);
    expect(sizeBytes).toBeLessThanOrEqual(3 * GIB);
    expect(usedBytes).toBeLessThan(0.1 * GIB);
  });

  test('is a limit that harms nobody else', async () => {
    const full = await mounted('full');
    const other = await mounted('other');
    await expect(run('fallocate', ['-l', '2G', join(full, 'a')])).rejects.toMatchObject({
      stderr: expect.stringContaining('No space left'),
    });
    await expect(run('dd', ['if=/dev/zero', `of=${join(full, 'b')}`, 'bs=1M'])).rejects.toMatchObject({
      stderr: expect.stringContaining('No space left'),
    });
    writeFileSync(join(other, 'a'), 'fine');
    expect(readFileSync(join(other, 'a'), 'utf8')).toBe('fine');
  });

  test('grows while somebody writes to it, and never shrinks', async () => {
    const path = await mounted('growing');
    writeFileSync(join(path, 'a'), 'kept');
    await volumes.grow('growing', 5);
    await volumes.grow('growing', 2);
    expect((await volumes.usage('growing')).sizeBytes).toBeGreaterThan(4.9 * GIB);
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('kept');
    expect(await volumes.list()).toContainEqual({ name: 'growing', sizeGib: 5 });
  });

  test('grows at its next mount when it is grown without one', async () => {
    await volumes.create('resting', { sizeGib: 1 });
    await volumes.grow('resting', 4);
    await mounted('resting');
    expect((await volumes.usage('resting')).sizeBytes).toBeGreaterThan(3.9 * GIB);
  });

  test('is not made of one that is missing', async () => {
    await expect(volumes.create('orphan', { sizeGib: 1, source: 'missing' })).rejects.toMatchObject({
      code: 'NotFound',
    });
    expect(await volumes.exists('orphan')).toBe(false);
    await expect(volumes.create('../out', { sizeGib: 1 })).rejects.toThrow('is no name of a volume');
  });
});

describe('a copy', () => {
  test('has what was written by then, is mounted beside its original, and takes no room', async () => {
    const path = await mounted('original');
    await run('dd', ['if=/dev/urandom', `of=${join(path, 'a')}`, 'bs=1M', 'count=200', 'conv=fsync']);
    writeFileSync(join(path, 'b'), 'before');
    const before = await used();
    await volumes.copy('original', 'original@1');
    writeFileSync(join(path, 'b'), 'after');
    expect((await used()) - before).toBeLessThan(20 * 1024 ** 2);
    const copy = await mounted('original@1');
    expect(readFileSync(join(copy, 'b'), 'utf8')).toBe('before');
    await volumes.copy('original', 'original@1');
    expect(readFileSync(join(copy, 'b'), 'utf8')).toBe('before');
  });

  test('has everything that was written before the volume was unmounted, whoever else still has the mount', async () => {
    const path = await mounted('shared');
    const holder = spawn('unshare', ['--mount', 'sh', '-c', 'echo ready; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    mkdirSync(join(path, 'rootfs'));
    await volumes.unmount('shared');
    await volumes.copy('shared', 'shared@1');
    expect(existsSync(join(await mounted('shared@1'), 'rootfs'))).toBe(true);
  });

  test('takes the place of another volume, which keeps its larger size', async () => {
    const source = await mounted('source', 1);
    writeFileSync(join(source, 'a'), 'new');
    await mounted('replaced', 3);
    await expect(volumes.replace('replaced', 'source')).rejects.toThrow('is in use');
    await volumes.unmount('replaced');
    await volumes.replace('replaced', 'source');
    await volumes.mount('replaced', at('replaced'));
    expect(readFileSync(join(at('replaced'), 'a'), 'utf8')).toBe('new');
    expect((await volumes.usage('replaced')).sizeBytes).toBeGreaterThan(2.9 * GIB);
  });
});

test('what is removed leaves nothing, and may be removed twice', async () => {
  const path = await mounted('removed');
  await volumes.delete('removed');
  await volumes.delete('removed');
  expect(await volumes.exists('removed')).toBe(false);
  expect((await mounts()).filter(({ target }) => target === path)).toEqual([]);
});

test('a volume whose file was removed under its mount makes room for a new one', async () => {
  const path = await mounted('lost');
  rmSync(join(directory, 'pool', 'volumes', 'lost.volume'));
  writeFileSync(join(await mounted('lost'), 'a'), 'new');
  expect((await mounts()).filter(({ target }) => target === path)).toHaveLength(1);
});

test('a volume is found again whose pool was mounted anew while somebody had it open', async () => {
  const path = await mounted('held');
  writeFileSync(join(path, 'a'), 'kept');
  const holder = spawn('unshare', ['--mount', 'sh', '-c', 'echo ready; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  await releasePool(directory);
  volumes = await openVolumes(options);
  await volumes.mount('held', path);
  expect(readFileSync(join(path, 'a'), 'utf8')).toBe('kept');
  await volumes.delete('held');
  expect((await mounts()).filter(({ target }) => target === path)).toEqual([]);
});

test('a pool outlives its mounts, and grows', async () => {
  const path = await mounted('lasting');
  writeFileSync(join(path, 'a'), 'kept');
  await releasePool(directory);
  expect((await mounts()).filter(({ target }) => target.startsWith(directory))).toEqual([]);
  volumes = await openVolumes({ ...options, sizeGib: 30, mend: true });
  await volumes.mount('lasting', path);
  expect(readFileSync(join(path, 'a'), 'utf8')).toBe('kept');
});

/** Bytes that the pool holds. */
async function used(): Promise<number> {
  const { stdout } = await run('df', ['--output=used', '--block-size=1', join(directory, 'pool')]);
  return Number(stdout.split('\n')[1]);
}
