import type { FabricAttachment, FabricNetwork, ManagementNetwork } from '../../../fabric/fabric.ts';
import type { DesktopFabric } from '../deps.ts';
import type { FakeEngine } from './fakeEngine.ts';
import type { Faults } from './faults.ts';

/** A fabric in memory: knows which interfaces are connected. */
export class FakeFabric implements DesktopFabric {
  readonly networks = new Map<string, FabricNetwork>();
  /** The interfaces' host names with the init process that each was connected for. */
  readonly attached = new Map<string, number | undefined>();
  readonly #engine: FakeEngine;
  readonly #faults: Faults;

  constructor(engine: FakeEngine, faults: Faults) {
    this.#engine = engine;
    this.#faults = faults;
  }

  async ensureNetwork(network: FabricNetwork): Promise<void> {
    this.networks.set(network.vpcId, network);
  }

  async ensureManagement(): Promise<ManagementNetwork> {
    return { bridge: 'br-test', cidrBlock: '127.0.0.0/8', hostAddress: '127.0.0.1', prefixLength: 8 };
  }

  attach(attachment: FabricAttachment): Promise<void> {
    const owner = [...this.#engine.instanceMap.values()].find(({ spec }) =>
      spec.interfaces.some((card) => card.hostName === attachment.hostName),
    );
    return this.#faults.around('attach', owner?.spec.name ?? '', () => {
      if (!this.networks.has(attachment.vpcId)) throw new Error(`there is no network ${attachment.vpcId}`);
      if (owner?.status !== 'Running') throw new Error(`there is no interface ${attachment.hostName}`);
      this.attached.set(attachment.hostName, owner.pid);
    });
  }

  detach({ hostName }: { hostName: string }): Promise<void> {
    return this.#faults.around('detach', hostName, () => {
      this.attached.delete(hostName);
    });
  }
}
