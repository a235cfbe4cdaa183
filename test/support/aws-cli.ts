import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian's AWS CLI; other programs called `aws` may come first in PATH. */
export const DEBIAN_CLI = '/usr/bin/aws';

/** The AWS CLI as a person calls it. `json` parses what it prints, `text` trims it. */
export class AwsCli {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  async json<T = Record<string, unknown>>(...commandArguments: string[]): Promise<T> {
    const stdout = await this.#run(commandArguments);
    return (stdout === '' ? {} : JSON.parse(stdout)) as T;
  }

  async text(...commandArguments: string[]): Promise<string> {
    return this.#run([...commandArguments, '--output', 'text']);
  }

  /** The error text of a call that must fail; throws where it succeeds. */
  async refusal(...commandArguments: string[]): Promise<string> {
    try {
      await this.#run(commandArguments);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error(`aws ${commandArguments.join(' ')} was expected to be refused.`);
  }

  async #run(commandArguments: string[]): Promise<string> {
    try {
      const { stdout } = await run(DEBIAN_CLI, commandArguments, { env: this.#environment });
      return stdout.trim();
    } catch (error) {
      const { stderr } = error as { stderr?: string };
      throw new Error(`aws ${commandArguments.join(' ')}: ${stderr?.trim() || error}`);
    }
  }
}
