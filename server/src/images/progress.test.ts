import { expect, test } from 'vitest';
import { ProgressReader } from './progress.ts';

const output = `I: chroot architecture amd64 is equal to the host's architecture
I: running apt-get update...
Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]
I: downloading packages with apt...
0 upgraded, 69 newly installed, 0 to remove and 0 not upgraded.
Get:1 http://deb.debian.org/debian bookworm/main amd64 gcc-12-base amd64 12.2.0-14+deb12u1 [37.6 kB]
I: extracting archives...
I: installing essential packages...
Unpacking libc6:amd64 (2.36-9) ...
I: installing remaining packages inside the chroot...
Reading package lists...
0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.
Need to get 64.8 MB of archives.
Get:1 http://deb.debian.org/debian bookworm/main amd64 ucf all 3.0043 [55.3 kB]
Get:2 http://deb.debian.org/debian bookworm/main amd64 acl amd64 2.3.1 [55.3 kB]
Selecting previously unselected package ucf.
Unpacking ucf (3.0043) ...
Unpacking acl (2.3.1) ...
Setting up ucf (3.0043) ...
Setting up acl (2.3.1) ...
I: running special hook: sync-out /var/cache/apt/archives /cache
`;

test('the phases come in order and progress never goes back', () => {
  const reader = new ProgressReader();
  const progress = output.split('\n').flatMap((line) => reader.read(line) ?? []);
  expect([...new Set(progress.map(({ phase }) => phase))]).toEqual([
    'indexing',
    'bootstrapping',
    'downloading',
    'installing',
    'configuring',
  ]);
  const fractions = progress.map(({ fraction }) => fraction);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
});

test('the packages that remain are counted', () => {
  const reader = new ProgressReader();
  const until = output.split('\n').slice(0, output.split('\n').indexOf('Unpacking acl (2.3.1) ...') + 1);
  const last = until.flatMap((line) => reader.read(line) ?? []).at(-1);
  expect(last?.phase).toBe('installing');
  expect(last?.fraction).toBeCloseTo((0.3 + 0.82) / 2);
});

test('the last phase is the whole', () => {
  expect(new ProgressReader().enter('done')).toEqual({ phase: 'done', fraction: 1 });
});
