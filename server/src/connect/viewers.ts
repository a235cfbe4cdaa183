import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { vncPasswordFile } from '../base/vncAuthentication.ts';
import { LOCAL_ADDRESS } from './localPort.ts';

/** A program that shows the desktop. */
export interface Viewer {
  program: string;
  /** Whether it takes the password from a file; one that does not asks the user for it. */
  takesPasswordFile: boolean;
}

/** Where programs are looked for; tests give another computer. */
export interface Computer {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  isProgram: (path: string) => boolean;
}

export const thisComputer: Computer = {
  platform: process.platform,
  env: process.env,
  isProgram: (path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  },
};

/** TigerVNC's viewer and TightVNC's under the names that systems give them. */
const NAMES = ['xtigervncviewer', 'vncviewer', 'xtightvncviewer'];

/** The viewer of this computer, if it has one, and a screen for it. */
export function findViewer({ platform, env, isProgram }: Computer): Viewer | undefined {
  const found = (paths: readonly string[]) => paths.find(isProgram);
  if (platform === 'win32') {
    const folders = [env.ProgramFiles, env['ProgramFiles(x86)']].filter((folder) => folder !== undefined);
    const program = found(folders.map((folder) => `${folder}\\TigerVNC\\vncviewer.exe`));
    return program === undefined ? undefined : { program, takesPasswordFile: true };
  }
  const hasScreen = platform === 'darwin' || env.DISPLAY || env.WAYLAND_DISPLAY;
  if (!hasScreen) return undefined;
  const folders = (env.PATH ?? '').split(delimiter);
  const program = found(NAMES.flatMap((name) => folders.map((folder) => join(folder, name))));
  if (program !== undefined) return { program, takesPasswordFile: true };
  // Screen Sharing, which every Mac has, takes a password in its address alone: others could read that.
  return platform === 'darwin' ? { program: '/usr/bin/open', takesPasswordFile: false } : undefined;
}

/** A viewer that runs. */
export interface RunningViewer {
  /** How it ended, in words; undefined when it ended well, or its end says nothing. */
  ended: Promise<string | undefined>;
  stop(): void;
}

/** Starts a viewer. The password goes to it in a file that nobody else can read, and that is gone when it has ended. */
export function startViewer(viewer: Viewer, port: number, password: string): RunningViewer {
  if (!viewer.takesPasswordFile) return run(viewer.program, [`vnc://${LOCAL_ADDRESS}:${port}`], undefined);
  const folder = mkdtempSync(join(tmpdir(), 'alcove-connect-'));
  const file = join(folder, 'password');
  writeFileSync(file, vncPasswordFile(password), { mode: 0o600 });
  return run(viewer.program, ['-passwd', file, `${LOCAL_ADDRESS}::${port}`], folder);
}

function run(program: string, programArguments: string[], folder: string | undefined): RunningViewer {
  const child = spawn(program, programArguments, { stdio: ['ignore', 'ignore', 'ignore'] });
  const ended = once(child, 'exit').then(
    ([code]) => (code === 0 || code === null ? undefined : `${program} ended with code ${code}.`),
    (error: unknown) => `${program} cannot be started: ${error instanceof Error ? error.message : error}`,
  );
  const cleaned = ended.finally(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
  return { ended: cleaned, stop: () => void child.kill() };
}
