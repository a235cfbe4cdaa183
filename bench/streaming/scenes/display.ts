import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program, untilListening } from '../relay/processes.ts';

const NUMBER = 97;
const flip = fileURLToPath(new URL('./flip.ts', import.meta.url));

export const PASSWORD = 'bench-pw';

/** An Xvnc as the desktops have it, but for a second way in without password, with programs to look at. */
export class Display {
  readonly port: number;
  readonly program: Program;
  readonly #children: ChildProcess[] = [];

  private constructor(port: number, program: Program) {
    this.port = port;
    this.program = program;
  }

  static async start(
    directory: string,
    port: number,
    certificateFile: string,
    keyFile: string,
  ): Promise<Display> {
    const passwordFile = join(directory, 'password');
    writeFileSync(passwordFile, spawnSync('vncpasswd', ['-f'], { input: `${PASSWORD}\n` }).stdout, {
      mode: 0o600,
    });
    const args = `:${NUMBER} -nolisten tcp -noreset -s 0 -geometry 1280x720 -depth 24 -interface 127.0.0.1
      -UseIPv6=0 -rfbport ${port} -UseBlacklist=0 -SecurityTypes X509Vnc,None -X509Cert ${certificateFile}
      -X509Key ${keyFile} -PasswordFile ${passwordFile} -AlwaysShared -AcceptSetDesktopSize -FrameRate 120`;
    const program = await Program.listening('Xvnc', args.split(/\s+/), port);
    await untilListening(port);
    const display = new Display(port, program);
    display.run('openbox', []);
    return display;
  }

  /** Runs a program on it until {@link stopAll}. */
  run(command: string, args: string[]): void {
    const child = spawn(command, args, {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: `:${NUMBER}` },
      detached: true,
    });
    child.on('error', () => undefined);
    this.#children.push(child);
  }

  terminal(geometry: string, command: string[]): void {
    this.run('xterm', ['-geometry', geometry, '-fa', 'Monospace', '-fs', '10', '-e', ...command]);
  }

  /** One that changes its colour with each key. */
  flipper(): void {
    this.terminal('40x10+0+0', [process.execPath, flip]);
  }

  stopAll(): void {
    for (const child of this.#children.splice(1)) stop(child);
  }

  async close(): Promise<void> {
    for (const child of this.#children) stop(child);
    await this.program.stop();
  }
}

/** With what it has started itself. */
function stop(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid);
  } catch {
    child.kill(); // It has ended, and its group with it.
  }
}
