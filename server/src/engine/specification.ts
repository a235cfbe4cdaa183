import type { InstanceSpec, InterfaceSpec } from './engine.ts';
import { toConfiguration } from './labels.ts';

type Device = Record<string, string>;

/** The engine's request for an instance. Profiles stay out, so that nothing but `spec` decides what it is. */
export function instanceRequest(spec: InstanceSpec, pool: string) {
  return {
    name: spec.name,
    type: 'container',
    source: { type: 'image', alias: spec.imageAlias },
    profiles: [],
    config: {
      ...limitsConfiguration(spec),
      // We start what is wanted after a reboot, once its network is there.
      'boot.autostart': 'false',
      ...spec.configuration,
      ...toConfiguration(spec.labels),
    },
    devices: devices(spec, pool),
  };
}

export function limitsConfiguration({ cpus, memoryMib }: { cpus: number; memoryMib: number }) {
  return { 'limits.cpu': String(cpus), 'limits.memory': `${memoryMib}MiB` };
}

function devices(spec: InstanceSpec, pool: string): Record<string, Device> {
  const size = spec.rootSizeGib === undefined ? {} : { size: `${spec.rootSizeGib}GiB` };
  const root = { type: 'disk', path: '/', pool, ...size };
  const mounts = (spec.mounts ?? []).map((mount) => [
    mount.name,
    { type: 'disk', source: mount.hostPath, path: mount.path },
  ]);
  const interfaces = spec.interfaces.map((card) => [card.guestName, networkDevice(card)]);
  return { root, ...Object.fromEntries(mounts), ...Object.fromEntries(interfaces) };
}

function networkDevice(card: InterfaceSpec): Device {
  const common = { type: 'nic', name: card.guestName, hwaddr: card.mac, host_name: card.hostName };
  if (card.kind === 'p2p') return { ...common, nictype: 'p2p' };
  const port = { ...common, nictype: 'bridged', parent: card.bridge, 'security.port_isolation': 'true' };
  if (card.address === undefined) return port;
  return {
    ...port,
    'ipv4.address': card.address,
    'security.ipv4_filtering': 'true',
    'security.mac_filtering': 'true',
  };
}
