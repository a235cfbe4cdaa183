import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ended, findProcesses, type Process, signal } from '../../base/processes.ts';
import { runIn } from './command.ts';
import { nameServerPort } from './rules.ts';

const STOP_MILLISECONDS = 5_000;

export interface ResolverOptions {
  vpcId: string;
  namespace: string;
  /** Where it listens. */
  address: string;
  /** The host's end of the VPC's uplink, which stands for the host's name servers. */
  hostAddress: string;
  nameServerCount: number;
}

/** The VPCs' resolvers: a dnsmasq in each namespace, with its configuration below `directory`. */
export class Resolvers {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Starts the VPC's resolver unless one with the same configuration runs. */
  async ensure(options: ResolverOptions): Promise<void> {
    const file = this.#fileOf(options.vpcId);
    const wanted = resolverConfiguration(options);
    const current = await readFile(file, 'utf8').catch(() => undefined);
    if (current === wanted && (await this.isRunning(options.vpcId))) return;
    await this.remove(options.vpcId);
    await mkdir(this.#directory, { recursive: true });
    await writeFile(file, wanted);
    // It goes into the background when it listens, and says on standard error when it cannot.
    await runIn(options.namespace, 'dnsmasq', [`--conf-file=${file}`]);
  }

  async isRunning(vpcId: string): Promise<boolean> {
    return (await this.#processesOf(vpcId)).length > 0;
  }

  /** Ends the VPC's resolver and forgets its configuration; none there counts as done. */
  async remove(vpcId: string): Promise<void> {
    for (const process of await this.#processesOf(vpcId)) {
      signal(process.pid, 'SIGTERM');
      if (!(await ended(process, STOP_MILLISECONDS))) signal(process.pid, 'SIGKILL');
    }
    await rm(this.#fileOf(vpcId), { force: true });
  }

  async #processesOf(vpcId: string): Promise<Process[]> {
    const argument = `--conf-file=${this.#fileOf(vpcId)}`;
    return await findProcesses((line) => line[0]?.endsWith('dnsmasq') === true && line.includes(argument));
  }

  #fileOf(vpcId: string): string {
    return join(this.#directory, `${vpcId}.dnsmasq.conf`);
  }
}

/** The configuration of one VPC's dnsmasq. */
export function resolverConfiguration(options: ResolverOptions): string {
  const servers = Array.from(
    { length: options.nameServerCount },
    (_, index) => `server=${options.hostAddress}#${nameServerPort(index)}`,
  );
  return [
    `listen-address=${options.address}`,
    'bind-interfaces',
    'no-resolv',
    'no-hosts',
    'no-poll',
    // Names without a dot and reverse names of private addresses are nobody's outside.
    'domain-needed',
    'bogus-priv',
    'cache-size=1000',
    'user=nobody',
    'group=nogroup',
    // One is found by its command line.
    'pid-file=',
    ...servers,
    '',
  ].join('\n');
}
