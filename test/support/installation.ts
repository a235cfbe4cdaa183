import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** An installation for tests: a state directory, ports and address ranges of its own beside any other on the host. */
export class Installation {
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly gatewayUrl: string;

  constructor(home: string, number: number) {
    const port = 18_000 + number * 100;
    this.home = home;
    this.gatewayUrl = `https://localhost:${port + 3}`;
    this.environment = {
      ...withoutAlcove(process.env),
      ALCOVE_HOME: home,
      ALCOVE_API_HTTPS_PORT: String(port + 1),
      ALCOVE_API_HTTP_PORT: String(port + 2),
      ALCOVE_GATEWAY_PORT: String(port + 3),
      ALCOVE_GATEWAY_PCOIP_PORT: String(port + 4),
      ALCOVE_GATEWAY_WSP_PORT: String(port + 5),
      ALCOVE_API_LISTEN_ADDRESS: '127.0.0.1',
      ALCOVE_GATEWAY_LISTEN_ADDRESS: '127.0.0.1',
      ALCOVE_GATEWAY_PUBLIC_URL: this.gatewayUrl,
      ALCOVE_NETWORK_MANAGEMENT_CIDR: `198.19.${number * 16}.0/20`,
      ALCOVE_NETWORK_UPLINK_CIDR: `198.18.${number * 16}.0/20`,
      ALCOVE_FAULT: '1',
    };
  }

  /** Removes what an earlier run left behind, then starts anew. */
  async start(): Promise<void> {
    await this.destroy();
    mkdirSync(this.home, { recursive: true });
    await this.alcove('up', '--detach');
  }

  /** Whether all its roles work. */
  async isRunning(): Promise<boolean> {
    if (!existsSync(this.home)) return false;
    const options = { env: this.environment };
    const { stdout } = await run(`${root}/alcove`, ['status', '--json'], options).catch(
      (error: { stdout?: string }) => {
        if (!error.stdout) throw error;
        return { stdout: error.stdout }; // its exit code says that nothing runs
      },
    );
    return (JSON.parse(stdout) as { service: { state: string } }).service.state === 'running';
  }

  /** Everything it made, also after a failure in the middle. */
  async destroy(): Promise<void> {
    await this.alcove('destroy', '--yes');
  }

  /** Runs the command and returns what it printed. */
  async alcove(...commandArguments: string[]): Promise<string> {
    const options = { env: this.environment, maxBuffer: 64 * 1024 * 1024 };
    try {
      return (await run(`${root}/alcove`, commandArguments, options)).stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`alcove ${commandArguments.join(' ')} failed:\n${stderr ?? error}\n${stdout ?? ''}`);
    }
  }

  /** What `alcove doctor` finds that nobody owns; of the host it may find what it likes. */
  async leftovers(): Promise<unknown[]> {
    const options = { env: this.environment };
    const { stdout } = await run(`${root}/alcove`, ['doctor', '--leftovers', '--json'], options).catch(
      (error: { stdout?: string }) => {
        if (!error.stdout) throw error;
        return { stdout: error.stdout }; // its exit code says that something is wrong with the host
      },
    );
    const findings = JSON.parse(stdout) as { name: string; ok: boolean }[];
    return findings.filter(({ name, ok }) => name.startsWith('leftover') && !ok);
  }

  /** What `eval "$(alcove env)"` exports for the given AWS CLI. */
  async clientEnvironment(cli = '/usr/bin/aws'): Promise<NodeJS.ProcessEnv> {
    const exports = JSON.parse(await this.alcove('env', '--json', '--cli', cli)) as Record<string, string>;
    return { ...process.env, ...exports };
  }
}

function withoutAlcove(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('ALCOVE_')));
}
