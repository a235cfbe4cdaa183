import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { movedFolders } from '../model/migration.ts';
import { MOVE, renameProfile } from './migratedProfile.ts';

let homes: string;
let outside: string;
beforeEach(async () => {
  homes = await mkdtemp(join(tmpdir(), 'alcove-homes-'));
  outside = await mkdtemp(join(tmpdir(), 'alcove-outside-'));
  await writeFile(join(outside, 'secret'), 'secret');
});
afterEach(async () => {
  await rm(homes, { recursive: true });
  await rm(outside, { recursive: true });
});

const RETIRED = 'ada112126T130000.NotMigrated';

async function file(path: string, content = ''): Promise<void> {
  await mkdir(join(homes, path, '..'), { recursive: true });
  await writeFile(join(homes, path), content);
}

const listed = async (path: string) => (await readdir(join(homes, path))).sort();

describe('the old profile', () => {
  it('gets another name, once', async () => {
    await file('ada/.bashrc');
    expect(await renameProfile(homes, 'ada', RETIRED)).toBe(true);
    expect(await renameProfile(homes, 'ada', RETIRED)).toBe(true);
    expect(await listed('.')).toEqual([RETIRED]);
  });

  it('may be missing', async () => {
    expect(await renameProfile(homes, 'ada', RETIRED)).toBe(false);
    expect(await renameProfile(join(homes, 'nowhere'), 'ada', RETIRED)).toBe(false);
  });

  it('may be a link, which leads nowhere for us', async () => {
    await symlink(outside, join(homes, 'ada'));
    expect(await renameProfile(homes, 'ada', RETIRED)).toBe(true);
    expect(await readlink(join(homes, RETIRED))).toBe(outside);
    expect(await readdir(outside)).toEqual(['secret']);
  });

  it.each(['../ada', '.', 'a/b', ''])('is not that of %j', async (userName) => {
    await expect(renameProfile(homes, userName, RETIRED)).rejects.toThrow('has no profile');
  });
});

describe('the folders of the old profile', () => {
  const move = async () => {
    const places = [join(homes, RETIRED), join(homes, 'ada'), ...movedFolders];
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', MOVE, 'migration', ...places]);
    return stdout + stderr;
  };

  it('move into the new one with all that is in them; the rest stays', async () => {
    await file(`${RETIRED}/Documents/report.txt`, 'report');
    await file(`${RETIRED}/Documents/deep/er/-n`, 'deeper');
    await file(`${RETIRED}/Documents/.hidden`);
    await file(`${RETIRED}/Favorites/a name\twith blanks`);
    await file(`${RETIRED}/.config/settings`);
    await file(`${RETIRED}/notes.txt`);
    await mkdir(join(homes, 'ada', 'Documents'), { recursive: true });
    const log = await move();
    expect(await listed('ada')).toEqual(['Documents', 'Favorites']);
    expect(await listed('ada/Documents')).toEqual(['.hidden', 'deep', 'report.txt']);
    expect(await readFile(join(homes, 'ada/Documents/deep/er/-n'), 'utf8')).toBe('deeper');
    expect(await listed(RETIRED)).toEqual(['.config', 'notes.txt']);
    expect(log).toContain(`'${join(homes, RETIRED, 'Documents/report.txt')}' -> `);
    expect(await move(), 'again there is nothing to do').toBe('');
  });

  it('do not replace what is there', async () => {
    await file(`${RETIRED}/Desktop/same`, 'old');
    await file('ada/Desktop/same', 'new');
    expect(await move()).toContain(`not moved: ${join(homes, RETIRED, 'Desktop/same')}`);
    expect(await readFile(join(homes, 'ada/Desktop/same'), 'utf8')).toBe('new');
    expect(await readFile(join(homes, RETIRED, 'Desktop/same'), 'utf8')).toBe('old');
  });

  it('stay where they are links or files', async () => {
    await mkdir(join(homes, 'ada'));
    await file(`${RETIRED}/Music`);
    await symlink(outside, join(homes, RETIRED, 'Documents'));
    await symlink(join(homes, 'nowhere'), join(homes, RETIRED, 'Videos'));
    const log = await move();
    for (const folder of ['Music', 'Documents', 'Videos']) {
      expect(log).toContain(`not moved: ${join(homes, RETIRED, folder)} is no directory`);
    }
    expect(await listed('ada')).toEqual([]);
    expect(await readdir(outside)).toEqual(['secret']);
  });

  it('move links in them as links', async () => {
    await mkdir(join(homes, 'ada'));
    await file(`${RETIRED}/Pictures/one`);
    await symlink(outside, join(homes, RETIRED, 'Pictures', 'link'));
    await move();
    expect((await lstat(join(homes, 'ada/Pictures/link'))).isSymbolicLink()).toBe(true);
    expect(await readdir(outside)).toEqual(['secret']);
  });

  it('stay where the old profile is a link', async () => {
    await mkdir(join(homes, 'ada'));
    await mkdir(join(outside, 'Documents'));
    await symlink(outside, join(homes, RETIRED));
    expect(await move()).toContain('nothing was moved');
    expect((await readdir(outside)).sort()).toEqual(['Documents', 'secret']);
  });
});
