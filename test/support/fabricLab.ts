import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { createLogger } from '../../server/src/base/log.ts';
import { connectEngine, type Engine, EngineDaemon, waitUntilBooted } from '../../server/src/engine/index.ts';
import {
  createLinuxFabric,
  type Fabric,
  type FabricAttachment,
  type FabricNetwork,
  type LinuxFabricOptions,
  type ManagementNetwork,
} from '../../server/src/fabric/index.ts';
import { minimalImage } from './minimalImage.ts';

export const run = promisify(execFile);
const log = createLogger('test', 'silent');
export const home = join(tmpdir(), 'alcove-e2e-fabric');
const engineOptions = { stateDirectory: join(home, 'engine'), poolSizeGib: 20, log };

/** The outside world is a namespace that hangs on the host and knows nothing of VPCs. */
export const WORLD = 'e2ew-world';
const WORLD_LINK = 'e2ew0';
export const WORLD_ADDRESS = '203.0.113.2';
export const HOST_IN_WORLD = '203.0.113.1';
export const OPEN_PORT = 47_001;
export const CLOSED_PORT = 47_002;

export const fabricOptions: LinuxFabricOptions = {
  prefix: 'e2ef',
  stateDirectory: join(home, 'fabric'),
  managementCidr: '198.18.3.0/25',
  uplinkCidr: '198.18.64.0/20',
  guestLinkPrefix: 'e2eg',
  nameServers: [WORLD_ADDRESS],
  openTcpPorts: [OPEN_PORT],
  log,
};

export const subnets = [
  { subnetId: 'subnet-1', cidrBlock: '10.77.1.0/24', internet: true },
  { subnetId: 'subnet-2', cidrBlock: '10.77.2.0/24', internet: false },
];
/** Two VPCs with the same range. */
export const vpcA: FabricNetwork = { vpcId: 'vpc-0a', cidrBlock: '10.77.0.0/16', subnets };
export const vpcB: FabricNetwork = { ...vpcA, vpcId: 'vpc-0b' };

export interface Guest {
  name: string;
  management: string;
  attachment: FabricAttachment;
}

function guest(index: number, name: string, network: FabricNetwork, address: string): Guest {
  const subnetId = address.startsWith('10.77.1.') ? 'subnet-1' : 'subnet-2';
  const attachment = { vpcId: network.vpcId, subnetId, address, hostName: `e2eg${index}` };
  return { name, management: `198.18.3.${10 + index}`, attachment };
}

export const a1 = guest(1, 'a1', vpcA, '10.77.1.10');
export const a2 = guest(2, 'a2', vpcA, '10.77.1.11');
export const a3 = guest(3, 'a3', vpcA, '10.77.2.10');
/** In the other VPC, with the address of a2. */
export const b1 = guest(4, 'b1', vpcB, '10.77.1.11');
/** In the other VPC, with an address that VPC A does not have. */
export const b2 = guest(5, 'b2', vpcB, '10.77.1.20');
export const guests = [a1, a2, a3, b1, b2];
export const attachments = guests.map(({ attachment }) => attachment);

/**
 * For the tests of a file: the {@link guests} in their two VPCs, and the world outside of them. All of it is made
 * before the first test and removed after the last one.
 */
export function useFabricLab() {
  let daemon: EngineDaemon | undefined;
  let engine: Engine | undefined;
  let fabric: Fabric | undefined;
  let management: ManagementNetwork | undefined;
  const lab = {
    get engine(): Engine {
      return made(engine);
    },
    get fabric(): Fabric {
      return made(fabric);
    },
    /** Whoever closes the fabric of the lab gives it another. */
    set fabric(another: Fabric) {
      fabric = another;
    },
    get management(): ManagementNetwork {
      return made(management);
    },
    bring,
    shell,
    ask,
    answersPing,
  };

  beforeAll(async () => {
    const image = await minimalImage();
    await removeAll();
    await makeWorld();
    daemon = await EngineDaemon.start(engineOptions);
    engine = await connectEngine({ address: daemon.address, pool: daemon.pool });
    await engine.ensureImage(image);
    fabric = createLinuxFabric(fabricOptions);
    management = await fabric.ensureManagement();
    await fabric.ensureNetwork(vpcA);
    await fabric.ensureNetwork(vpcB);
    await Promise.all(guests.map(create));
    for (const each of guests) await bring(each);
  });

  afterAll(async () => {
    engine?.close();
    fabric?.close();
    daemon?.release();
    for (const server of servers.splice(0)) server.close();
    for (const child of worldProcesses.splice(0)) child.kill('SIGKILL');
    await removeAll();
  });

  async function create({ name, management: address, attachment }: Guest): Promise<void> {
    const index = attachment.hostName.slice(-1);
    await lab.engine.createInstance({
      name,
      imageAlias: 'test-minimal',
      labels: { idempotencyKey: name },
      cpus: 1,
      memoryMib: 256,
      rootSizeGib: 2,
      interfaces: [
        {
          kind: 'bridged',
          guestName: 'eth0',
          mac: `02:00:00:00:03:0${index}`,
          bridge: lab.management.bridge,
          hostName: `e2em${index}`,
          address,
        },
        { kind: 'p2p', guestName: 'eth1', mac: `02:00:00:00:04:0${index}`, hostName: attachment.hostName },
      ],
    });
  }

  /** Starts the guest with its addresses, a server that says its name, and its attachment. */
  async function bring(each: Guest): Promise<void> {
    const { name, attachment } = each;
    await lab.engine.start(name);
    await waitUntilBooted(lab.engine, name, { timeoutSeconds: 30 });
    await lab.fabric.attach(attachment);
    const gateway = attachment.address.replace(/\d+$/, '1');
    await shell(each, `ip address add ${each.management}/25 dev eth0 && ip link set eth0 up`);
    await shell(each, `ip address add ${attachment.address}/24 dev eth1 && ip link set eth1 up`);
    await shell(each, `ip route add default via ${gateway}`);
    await shell(each, `systemd-run --quiet sh -c 'while true; do echo ${name} | nc -N -l 7; done'`);
  }

  async function shell({ name }: Guest, script: string): Promise<string> {
    const result = await lab.engine.execute(name, ['sh', '-c', script], { timeoutSeconds: 60 });
    if (result.exitCode !== 0) throw new Error(`${script}: ${result.stderr}`);
    return result.stdout.trim();
  }

  /** What a server says to the guest; empty where it cannot be reached within two seconds. */
  async function ask(from: Guest, address: string, port = 7): Promise<string> {
    return await shell(from, `nc -w 2 ${address} ${port} </dev/null || true`);
  }

  async function answersPing(from: Guest, address: string, ...options: string[]): Promise<boolean> {
    const command = ['ping', '-c', '1', '-W', '2', ...options, address];
    return (await lab.engine.execute(from.name, command)).exitCode === 0;
  }

  return lab;
}

function made<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The lab is not made yet.');
  return part;
}

const servers: Server[] = [];
const worldProcesses: ChildProcess[] = [];

async function removeAll(): Promise<void> {
  await EngineDaemon.destroy(engineOptions);
  await createLinuxFabric(fabricOptions).destroy();
  const { stdout: links } = await run('ip', ['-o', 'link', 'show', 'type', 'veth']);
  // The kernel removes the links of a namespace some time after it: too late for the next file's world.
  if (links.includes(WORLD_LINK)) await run('ip', ['link', 'delete', WORLD_LINK]);
  const { stdout } = await run('ip', ['netns', 'list']);
  if (stdout.includes(WORLD)) {
    const { stdout: pids } = await run('ip', ['netns', 'pids', WORLD]);
    for (const pid of pids.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
    await run('ip', ['netns', 'delete', WORLD]);
  }
  await run('rm', ['-rf', home]);
}

async function makeWorld(): Promise<void> {
  await run('ip', ['netns', 'add', WORLD]);
  await run('ip', ['link', 'add', WORLD_LINK, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', WORLD]);
  await run('ip', ['address', 'add', `${HOST_IN_WORLD}/24`, 'dev', WORLD_LINK]);
  await run('ip', ['link', 'set', WORLD_LINK, 'up']);
  // Stands for the host's default route, over which a real one's answers come back.
  await run('sysctl', ['-qw', `net.ipv4.conf.${WORLD_LINK}.forwarding=1`]);
  await run('ip', ['-netns', WORLD, 'address', 'add', `${WORLD_ADDRESS}/24`, 'dev', 'eth0']);
  await run('ip', ['-netns', WORLD, 'link', 'set', 'eth0', 'up']);
  inWorld('dnsmasq', ['--keep-in-foreground', '--no-resolv', '--no-hosts', '--pid-file=', ...records]);
  inWorld(process.execPath, ['-e', WHO_AM_I]);
  for (const port of [OPEN_PORT, CLOSED_PORT]) {
    const server = createServer((socket) => socket.end('host'));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(port, '0.0.0.0', resolve));
  }
}

const records = ['--conf-file=/dev/null', '--address=/outside.test/203.0.113.7'];
/** Tells each caller the address that it comes from. */
const WHO_AM_I = `require('net')
  .createServer((socket) => socket.on('error', () => undefined).end(socket.remoteAddress))
  .listen(7, '0.0.0.0')`;

function inWorld(program: string, args: readonly string[]): void {
  worldProcesses.push(spawn('ip', ['netns', 'exec', WORLD, program, ...args], { stdio: 'ignore' }));
}

/** Runs a command in a namespace of the fabric. */
export async function within(namespace: string, ...command: string[]): Promise<string> {
  return (await run('ip', ['netns', 'exec', `e2ef-${namespace}`, ...command])).stdout;
}

/** A program that ends with 9 where nobody answers within two seconds. */
export function connectTo(address: string, port: number): string {
  return `require('net').connect(${port}, '${address}').setTimeout(2000, () => process.exit(9)).on('error', () => process.exit(9)).on('connect', () => process.exit(0))`;
}
