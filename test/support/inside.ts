import type { Engine } from '../../server/src/engine/index.ts';
import type { Client } from '../browser.ts';
import type { Setup } from './setup.ts';

/** Runs commands of the shell as the desktop's user, in his session. @returns what they print */
export function desktopShell(
  engine: Engine,
  { workspaceId, userName }: Setup['first'],
): (command: string) => Promise<string> {
  const environment = [
    ...[`HOME=/home/${userName}`, 'DISPLAY=:0', 'XAUTHORITY=/run/user/1000/xauthority'],
    ...['XDG_RUNTIME_DIR=/run/user/1000', 'PULSE_SERVER=unix:/run/user/1000/pulse/native'],
  ];
  const asUser = ['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups', 'env', ...environment];
  return async (command) => {
    const answer = await engine.execute(workspaceId, [...asUser, 'sh', '-c', command]);
    if (answer.exitCode !== 0) throw new Error(`${command}: ${answer.stderr}`);
    return answer.stdout;
  };
}

type Calls = Record<string, CallableFunction>;

/** Calls a function that a script of ours has put into the page, as a member of the global object `holder`. */
export async function callInPage(
  { page }: Client,
  holder: string,
  name: string,
  values: readonly unknown[],
): Promise<unknown> {
  return await page.evaluate(
    async ([object, called, given]) => {
      const { [object]: calls } = globalThis as unknown as Record<string, Calls>;
      return await calls?.[called]?.(...given);
    },
    [holder, name, values] as const,
  );
}
