import type { Engine, ExecuteOptions } from '../../engine/engine.ts';

/**
 * Runs a program in the controller.
 * @returns its standard output
 * @throws Error with the end of its standard error when it fails
 */
export async function run(
  engine: Pick<Engine, 'execute'>,
  instanceName: string,
  command: readonly [string, ...string[]],
  options: ExecuteOptions = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await engine.execute(instanceName, command, options);
  if (exitCode === 0) return stdout;
  const reason = (stderr || stdout).trim().split('\n').slice(-3).join(' ');
  throw new Error(`${command[0]} in ${instanceName} ended with ${exitCode}: ${reason}`);
}
