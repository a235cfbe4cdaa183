import { join } from 'node:path';
import { connectEngine, type Engine } from '../../server/src/engine/index.ts';
import { openClient } from '../browser.ts';
import type { Installation } from './installation.ts';
import { until } from './until.ts';

/** Whose desktop, and how he signs in. */
export interface DesktopOfUser {
  workspaceId: string;
  registrationCode: string;
  user: { name: string; password: string };
}

/**
 * Signs in with a browser, opens the desktop's terminal by its keyboard shortcut, and types `command` there.
 * @returns what the command printed, read from the desktop itself, and the page as the user sees it with the file
 * manager opened beside the terminal
 */
export async function typeIntoTerminal(
  installation: Installation,
  { workspaceId, registrationCode, user }: DesktopOfUser,
  command: string,
): Promise<{ output: string; screenshot: Buffer }> {
  const engine = await engineOf(installation);
  const client = await openClient({ url: installation.gatewayUrl });
  try {
    await client.signIn(registrationCode, user.name, user.password);
    await client.press('Control+Alt+t');
    await until('the terminal has a shell', 30, () => isRunning(engine, workspaceId, 'bash'));
    await client.typeText(`${command} | tee result\n`);
    const path = `/home/${user.name}/result`;
    const output = await until('the command has printed', 30, async () => {
      const text = (await engine.readFile(workspaceId, path))?.toString().trim();
      return text || undefined;
    });
    const before = await client.screenshot();
    await client.press('Control+Alt+f'); // the file manager
    return { output, screenshot: await client.settled(before) };
  } finally {
    await client.close();
    engine.close();
  }
}

/** What being a member of the domain means: each of these asks the domain controller. */
export interface Membership {
  /** The machine's own keytab gets a ticket. */
  machineHasTicket: boolean;
  /** PAM takes the user's directory password, and no other. */
  rightPasswordAccepted: boolean;
  wrongPasswordAccepted: boolean;
  /** Where the user's home is mounted from a volume of its own. */
  homeIsVolume: boolean;
}

export async function membershipOf(
  installation: Installation,
  { workspaceId, user }: DesktopOfUser,
): Promise<Membership> {
  const engine = await engineOf(installation);
  const succeeds = async (command: string[], stdin = '') =>
    (await engine.execute(workspaceId, command, { stdin })).exitCode === 0;
  const sudo = ['runuser', '-u', user.name, '--', 'sudo', '--stdin', '--reset-timestamp', 'true'];
  try {
    const hostname = (await engine.execute(workspaceId, ['hostname'])).stdout.trim();
    return {
      machineHasTicket: await succeeds(['kinit', '-k', '-c', 'MEMORY:', `${hostname.toUpperCase()}$`]),
      rightPasswordAccepted: await succeeds(sudo, `${user.password}\n`),
      wrongPasswordAccepted: await succeeds(sudo, 'not-the-password\n'),
      homeIsVolume: await succeeds(['mountpoint', '--quiet', '/home']),
    };
  } finally {
    engine.close();
  }
}

/** The engine of an installation, to look at its desktops from outside. */
export function engineOf({ home }: Installation): Promise<Engine> {
  const socketPath = join(home, 'engine', 'data', 'unix.socket');
  return connectEngine({ address: { kind: 'unix', socketPath }, pool: 'alcove' });
}

async function isRunning(engine: Engine, workspaceId: string, program: string): Promise<true | undefined> {
  const { exitCode } = await engine.execute(workspaceId, ['pgrep', '--exact', program]);
  return exitCode === 0 ? true : undefined;
}
