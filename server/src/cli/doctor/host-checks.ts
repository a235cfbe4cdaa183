import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Home, installationTag } from '../../config/home.ts';
import type { Settings } from '../../config/settings.ts';
import { serviceStatus } from '../../supervisor/control.ts';
import type { Finding } from '../doctor.ts';

const run = promisify(execFile);
const GIB = 1024 ** 3;
const MEMORY_GIB_MIN = 4;
const DISK_GIB_MIN = 15;

/** Everything about the host that the service depends on. */
export async function hostChecks(home: Home, settings: Settings): Promise<Finding[]> {
  const service = await serviceStatus(home);
  const findings = [
    nodeVersion(),
    memory(),
    disk(home),
    filesystem('btrfs', 'the storage pool'),
    filesystem('xfs', "the desktops' volumes"),
    loopDevices(),
    ...(await packages()),
    await nftables(),
    await forwarding(home),
    await networkNamespaces(),
  ];
  if (service === undefined) findings.push(...(await ports(settings)));
  const detail = service ? `${service.state} (${service.detail})` : 'not running';
  const isWell = service === undefined || service.state !== 'failed';
  findings.push(
    finding('service', isWell, detail, 'alcove logs supervisor; then alcove down and alcove up --detach'),
  );
  return findings;
}

function finding(name: string, ok: boolean, detail: string, mend: string): Finding {
  return { name, ok, detail, mend: ok ? '' : mend };
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return finding(
    'node',
    major >= 22,
    process.version,
    'run ./alcove, which brings Node 24 from the npm registry',
  );
}

function memory(): Finding {
  const detail = `${(freemem() / GIB).toFixed(1)} of ${(totalmem() / GIB).toFixed(1)} GiB free`;
  return finding(
    'memory',
    totalmem() / GIB >= MEMORY_GIB_MIN,
    detail,
    `use a host with ${MEMORY_GIB_MIN} GiB or more`,
  );
}

function disk(home: Home): Finding {
  let path = home.path;
  while (!existsSync(path)) path = dirname(path);
  const { bavail, bsize } = statfsSync(path);
  const freeGib = (bavail * bsize) / GIB;
  const mend = `free some space below ${path}, or choose another state directory with ALCOVE_HOME`;
  return finding('disk', freeGib >= DISK_GIB_MIN, `${freeGib.toFixed(0)} GiB free below ${path}`, mend);
}

function filesystem(name: string, purpose: string): Finding {
  const isThere =
    readFileSync('/proc/filesystems', 'utf8').split(/\s+/).includes(name) ||
    existsSync(join('/sys/module', name)) ||
    existsSync(`/lib/modules/${kernelRelease()}/kernel/fs/${name}`);
  return finding(`kernel: ${name}`, isThere, `for ${purpose}`, `use a kernel with the file system ${name}`);
}

function kernelRelease(): string {
  return readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim();
}

function loopDevices(): Finding {
  const isThere = existsSync('/dev/loop-control');
  return finding(
    'kernel: loop devices',
    isThere,
    'for the storage pool',
    'load the kernel module "loop": modprobe loop',
  );
}

/** The list that ./alcove installs from, so that the two never differ. */
async function packages(): Promise<Finding[]> {
  const list = join(process.env.ALCOVE_ROOT ?? process.cwd(), 'packages', 'run.tsv');
  const rows = readFileSync(list, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t') as [string, string]);
  return Promise.all(
    rows.map(async ([names, reason]) => {
      const alternatives = names.split('|');
      const states = await Promise.all(alternatives.map(isInstalled));
      const mend = `apt-get install ${alternatives.at(-1)} (alcove up does it)`;
      return finding(`package ${alternatives.join(' or ')}`, states.includes(true), reason, mend);
    }),
  );
}

async function isInstalled(name: string): Promise<boolean> {
  try {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own form of placeholders
    const { stdout } = await run('dpkg-query', ['-W', '-f=${db:Status-Status}', name]);
    return stdout === 'installed';
  } catch {
    return false; // dpkg-query fails for a package that it has never heard of.
  }
}

async function nftables(): Promise<Finding> {
  const works = await succeeds('nft', ['list', 'tables']);
  return finding(
    'kernel: nftables',
    works,
    'for the rules of networks',
    'install nftables and load nf_tables',
  );
}

interface NftChain {
  chain?: { family: string; table: string; name: string; hook?: string; policy?: string };
}

/** Docker and some firewalls drop what is forwarded unless told otherwise; a rule of ours cannot overrule theirs. */
async function forwarding(home: Home): Promise<Finding> {
  const links = `${installationTag(home)}-u+`;
  let chains: NftChain[] = [];
  try {
    const { stdout } = await run('nft', ['--json', 'list', 'chains']);
    chains = (JSON.parse(stdout) as { nftables: NftChain[] }).nftables;
  } catch {
    return finding('forwarding', true, 'not known without nft; see above', '');
  }
  const dropping = chains.find(({ chain }) => chain?.hook === 'forward' && chain.policy === 'drop')?.chain;
  const detail = dropping
    ? `the chain ${dropping.family} ${dropping.table} ${dropping.name} drops by default`
    : 'nothing drops forwarded packets by default';
  const mend =
    `where desktops do not reach the outside: iptables -I FORWARD -i ${links} -j ACCEPT; ` +
    `iptables -I FORWARD -o ${links} -j ACCEPT`;
  return finding('forwarding', dropping === undefined, detail, mend);
}

async function networkNamespaces(): Promise<Finding> {
  const works = await succeeds('unshare', ['--net', 'true']);
  return finding(
    'kernel: namespaces',
    works,
    'for networks and desktops',
    'run on a kernel with network namespaces',
  );
}

async function succeeds(command: string, commandArguments: string[]): Promise<boolean> {
  try {
    await run(command, commandArguments);
    return true;
  } catch {
    return false; // Whatever the reason, the check's sentence says what to do.
  }
}

function ports(settings: Settings): Promise<Finding[]> {
  const wanted = [
    ['api.httpsPort', settings['api.listenAddress']],
    ['api.httpPort', '127.0.0.1'],
    ['gateway.port', settings['gateway.listenAddress']],
    ['gateway.devicePort', settings['gateway.listenAddress']],
    ['gateway.pcoipPort', settings['gateway.listenAddress']],
    ['gateway.wspPort', settings['gateway.listenAddress']],
  ] as const;
  return Promise.all(
    wanted
      .filter(([name]) => settings[name] !== 0)
      .map(async ([name, address]) => {
        const isFree = await canListen(settings[name], address);
        const mend = `stop what listens there, or set ${name} to another port`;
        return finding(`port ${settings[name]}`, isFree, `${name}: ${isFree ? 'free' : 'taken'}`, mend);
      }),
  );
}

function canListen(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}
