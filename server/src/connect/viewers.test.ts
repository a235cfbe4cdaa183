import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { vncPasswordFile } from '../base/vncAuthentication.ts';
import { findViewer, startViewer } from './viewers.ts';

const computer = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv, ...programs: string[]) => ({
  platform,
  env: { PATH: '/usr/local/bin:/usr/bin', ...env },
  isProgram: (path: string) => programs.includes(path),
});

test.each([
  [computer('linux', { DISPLAY: ':0' }, '/usr/bin/xtigervncviewer'), '/usr/bin/xtigervncviewer'],
  [computer('linux', { WAYLAND_DISPLAY: 'wayland-0' }, '/usr/bin/vncviewer'), '/usr/bin/vncviewer'],
  [
    computer('win32', { ProgramFiles: 'C:\\Program Files' }, 'C:\\Program Files\\TigerVNC\\vncviewer.exe'),
    'C:\\Program Files\\TigerVNC\\vncviewer.exe',
  ],
])('the viewer of a computer is found', (at, program) => {
  expect(findViewer(at)).toEqual({ program, takesPasswordFile: true });
});

test('a Mac has one of its own, which asks for the password', () => {
  expect(findViewer(computer('darwin', {}))).toEqual({
    program: '/usr/bin/open',
    takesPasswordFile: false,
  });
});

test('there is none without a screen, or where none is installed', () => {
  expect(findViewer(computer('linux', {}, '/usr/bin/xtigervncviewer'))).toBeUndefined();
  expect(findViewer(computer('linux', { DISPLAY: ':0' }))).toBeUndefined();
  expect(findViewer(computer('win32', {}))).toBeUndefined();
});

/** A program that writes down what it was given. */
function program(script: string): { path: string; said: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'viewer');
  writeFileSync(path, `#!/bin/sh\n${script.replaceAll('OUT', join(folder, 'out'))}\n`);
  chmodSync(path, 0o755);
  return { path, said: () => readFileSync(join(folder, 'out'), 'utf8') };
}

test('a viewer gets the password by a file, which is gone afterwards', async () => {
  const { path, said } = program('echo "$@" >OUT; stat -c %a "$2" >>OUT; od -An -tx1 "$2" >>OUT');
  const running = startViewer({ program: path, takesPasswordFile: true }, 5999, 'secret12');
  expect(await running.ended).toBeUndefined();
  const [programArguments = '', mode, content = ''] = said().split('\n');
  const [, file = '', address] = programArguments.split(' ');
  expect(address).toBe('127.0.0.1::5999');
  expect(mode).toBe('600');
  expect(content.replaceAll(' ', '')).toBe(vncPasswordFile('secret12').toString('hex'));
  expect(programArguments).not.toContain('secret12');
  expect(existsSync(dirname(file))).toBe(false);
});

test('a viewer that fails says so', async () => {
  const { path } = program('exit 3');
  const running = startViewer({ program: path, takesPasswordFile: true }, 5999, 'secret12');
  expect(await running.ended).toBe(`${path} ended with code 3.`);
  const missing = startViewer({ program: '/nowhere', takesPasswordFile: true }, 5999, 'secret12');
  expect(await missing.ended).toContain('/nowhere cannot be started');
});
