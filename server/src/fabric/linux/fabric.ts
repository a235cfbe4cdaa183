import { mkdir, rm } from 'node:fs/promises';
import type { Logger } from '../../base/log.ts';
import {
  type DesiredFabric,
  type Fabric,
  type FabricAttachment,
  FabricError,
  type FabricNetwork,
  type ManagementNetwork,
} from '../fabric.ts';
import { type Attachment, attachLink, detachLink, look } from './attachment.ts';
import { hasLink, ip, linksOf, nft } from './command.ts';
import { Forwarding } from './forwarding.ts';
import { ensureManagementBridge } from './management.ts';
import { hostNameServers } from './nameServers.ts';
import { Names, UPLINK } from './names.ts';
import { namespaceExists, namespaces, removeNamespace } from './namespaces.ts';
import { gatewayAddress, resolverAddress } from './plan.ts';
import { Resolvers } from './resolver.ts';
import { ensureRouter } from './router.ts';
import { hostRules } from './rules.ts';
import { Serial } from './serial.ts';

export interface LinuxFabricOptions {
  /** At most five lower case letters and digits, unique on the host: begins the names of what is made. */
  prefix: string;
  /** A directory of the fabric alone. */
  stateDirectory: string;
  managementCidr: string;
  /** Range of the links between VPCs' routers and the host; installations on one host may share it. */
  uplinkCidr: string;
  /** Begins the host names of all attachments; must not begin `prefix`. */
  guestLinkPrefix: string;
  /** Name servers for VPCs' resolvers to ask; the host's own where left out or empty. */
  nameServers?: readonly string[];
  /** TCP ports of the host that VPCs with a way out may reach, such as the gateway's. */
  openTcpPorts?: readonly number[];
  log: Logger;
}

const SUPERVISE_MILLISECONDS = 5_000;

/** The fabric of a single Linux host; docs/decisions/0012-fabric.md says how packets go. */
export function createLinuxFabric(options: LinuxFabricOptions): Fabric {
  return new LinuxFabric(options);
}

class LinuxFabric implements Fabric {
  readonly #options: LinuxFabricOptions;
  readonly #names: Names;
  readonly #resolvers: Resolvers;
  readonly #forwarding: Forwarding;
  readonly #serial = new Serial();
  readonly #networks = new Map<string, FabricNetwork>();
  readonly #supervision: NodeJS.Timeout;
  #nameServers: readonly string[] = [];
  #appliedHostRules: string | undefined;

  constructor(options: LinuxFabricOptions) {
    if (options.prefix.startsWith(options.guestLinkPrefix)) {
      throw new FabricError(`The prefix ${options.prefix} would take our links for those of guests.`);
    }
    this.#options = options;
    this.#names = new Names(options.prefix);
    this.#resolvers = new Resolvers(options.stateDirectory);
    this.#forwarding = new Forwarding(options.stateDirectory);
    this.#supervision = setInterval(() => this.#superviseSoon(), SUPERVISE_MILLISECONDS).unref();
  }

  async ensureNetwork(network: FabricNetwork): Promise<void> {
    await this.#serial.run(async () => {
      await this.#ensureHost();
      await this.#ensureNetwork(network);
    });
  }

  async removeNetwork(vpcId: string): Promise<void> {
    await this.#serial.run(() => this.#removeNetwork(vpcId));
  }

  async attach(attachment: FabricAttachment): Promise<void> {
    await this.#serial.run(async () => {
      if (await this.#attach(attachment)) return;
      throw new FabricError(`There is no link ${attachment.hostName}: does its instance run?`);
    });
  }

  async detach({ vpcId, hostName }: Pick<FabricAttachment, 'vpcId' | 'hostName'>): Promise<void> {
    await this.#serial.run(async () => {
      const namespace = this.#names.namespace(vpcId);
      if (await namespaceExists(namespace)) await detachLink(namespace, hostName);
    });
  }

  async reconcile(desired: () => Promise<DesiredFabric>): Promise<void> {
    await this.#serial.run(async () => {
      const { networks, attachments } = await desired();
      this.#appliedHostRules = undefined;
      await this.#ensureHost();
      const errors: unknown[] = [];
      const attempt = (work: Promise<unknown>) => work.catch((error: unknown) => errors.push(error));
      const wanted = new Set(networks.map(({ vpcId }) => vpcId));
      for (const vpcId of await this.#existing()) {
        if (!wanted.has(vpcId)) await attempt(this.#removeNetwork(vpcId));
      }
      for (const network of networks) {
        const own = attachments.filter(({ vpcId }) => vpcId === network.vpcId);
        await attempt(this.#reconcileNetwork(network, own));
      }
      if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
    });
  }

  async ensureManagement(): Promise<ManagementNetwork> {
    return await this.#serial.run(async () => {
      await this.#ensureHost();
      return await ensureManagementBridge(this.#names, this.#options.managementCidr);
    });
  }

  async destroy(): Promise<void> {
    this.close();
    await this.#serial.run(async () => {
      for (const vpcId of await this.#existing()) await this.#removeNetwork(vpcId);
      const links = (await linksOf(undefined)).filter(({ name }) => this.#names.owns(name));
      for (const { name } of links) await ip(undefined, [['link', 'delete', name]]);
      const table = `inet ${this.#names.hostTable}`;
      await nft(undefined, `table ${table}\ndelete table ${table}\n`);
      await this.#forwarding.restore();
      await rm(this.#options.stateDirectory, { recursive: true, force: true });
    });
  }

  close(): void {
    clearInterval(this.#supervision);
  }

  /** What all networks need of the host. */
  async #ensureHost(): Promise<void> {
    const { options, names } = { options: this.#options, names: this.#names };
    await mkdir(options.stateDirectory, { recursive: true });
    await this.#forwarding.ensureOutward();
    this.#nameServers = options.nameServers?.length ? options.nameServers : await hostNameServers();
    const rules = hostRules({
      table: names.hostTable,
      managementBridge: names.managementBridge,
      uplinkPattern: names.uplinkPattern,
      uplinkCidr: options.uplinkCidr,
      guestLinkPrefix: options.guestLinkPrefix,
      nameServers: this.#nameServers,
      openTcpPorts: options.openTcpPorts ?? [],
    });
    if (rules === this.#appliedHostRules) return;
    if (this.#nameServers.length === 0) {
      options.log.warn('this host has no IPv4 name server that VPCs can ask: set network.nameServers');
    }
    await nft(undefined, rules);
    this.#appliedHostRules = rules;
  }

  async #ensureNetwork(network: FabricNetwork): Promise<void> {
    const uplink = await ensureRouter(this.#names, network, this.#options.uplinkCidr);
    await this.#resolvers.ensure({
      vpcId: network.vpcId,
      namespace: this.#names.namespace(network.vpcId),
      address: resolverAddress(network.cidrBlock),
      hostAddress: uplink.host,
      nameServerCount: this.#nameServers.length,
    });
    this.#networks.set(network.vpcId, network);
  }

  async #reconcileNetwork(network: FabricNetwork, attachments: readonly FabricAttachment[]): Promise<void> {
    await this.#ensureNetwork(network);
    const namespace = this.#names.namespace(network.vpcId);
    const wanted = new Set(['lo', UPLINK, ...attachments.map(({ hostName }) => hostName)]);
    const view = await look(namespace);
    for (const { name } of view.links) if (!wanted.has(name)) await detachLink(namespace, name);
    for (const attachment of attachments) {
      await attachLink(namespace, this.#withGateway(attachment), view);
    }
  }

  async #attach(attachment: FabricAttachment): Promise<boolean> {
    const namespace = this.#names.namespace(attachment.vpcId);
    if (!(await namespaceExists(namespace))) throw new FabricError(`${attachment.vpcId} has no network yet.`);
    return await attachLink(namespace, this.#withGateway(attachment), await look(namespace));
  }

  #withGateway(attachment: FabricAttachment): Attachment {
    const network = this.#networks.get(attachment.vpcId);
    const subnet = network?.subnets.find(({ subnetId }) => subnetId === attachment.subnetId);
    if (!subnet) throw new FabricError(`${attachment.vpcId} has no ${attachment.subnetId}: ensure it first.`);
    return { ...attachment, gateway: gatewayAddress(subnet.cidrBlock) };
  }

  async #removeNetwork(vpcId: string): Promise<void> {
    const link = this.#names.uplink(vpcId);
    await this.#resolvers.remove(vpcId);
    if (await hasLink(undefined, link)) await ip(undefined, [['link', 'delete', link]]);
    await removeNamespace(this.#names.namespace(vpcId));
    this.#networks.delete(vpcId);
  }

  /** The VPCs that have a namespace of this installation. */
  async #existing(): Promise<string[]> {
    return (await namespaces()).flatMap((name) => this.#names.vpcOf(name) ?? []);
  }

  #superviseSoon(): void {
    this.#serial
      .run(() => this.#supervise())
      .catch((error: unknown) => this.#options.log.error({ error: String(error) }, 'the fabric is unwell'));
  }

  /** The host's links and name servers may change, and a resolver may die. */
  async #supervise(): Promise<void> {
    if (this.#networks.size === 0) return;
    const before = this.#nameServers.length;
    await this.#ensureHost();
    for (const network of this.#networks.values()) {
      const healthy = before === this.#nameServers.length && (await this.#resolvers.isRunning(network.vpcId));
      if (!healthy) await this.#ensureNetwork(network);
    }
  }
}
