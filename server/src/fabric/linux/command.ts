import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { FabricError } from '../fabric.ts';

/** Where a command takes effect: the host, or a network namespace by name. */
export type Place = string | undefined;

/** Where iproute2 keeps namespaces by their names. */
export const NAMESPACES = '/run/netns';

/**
 * Runs a program; never a shell.
 * @returns its standard output
 * @throws FabricError with what it says on standard error
 */
export function run(program: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const reason =
        error.code === 'ENOENT'
          ? `${program} is not installed (packages: iproute2, nftables, dnsmasq-base, procps).`
          : `${[program, ...args].join(' ')}: ${stderr.trim() || error.message}`;
      reject(new FabricError(reason));
    });
    // A program that ends without reading its input says why on standard error.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/**
 * Runs a program in a place. `ip netns exec` would give it a copy of all mounts, which kept volumes that are
 * unmounted meanwhile in use for as long as it runs.
 */
export async function runIn(
  place: Place,
  program: string,
  args: readonly string[],
  input = '',
): Promise<string> {
  if (place === undefined) return await run(program, args, input);
  return await run('nsenter', [`--net=${join(NAMESPACES, place)}`, program, ...args], input);
}

/** Carries out commands of `ip`, up to the first that fails. */
export async function ip(place: Place, commands: readonly (readonly string[])[]): Promise<void> {
  if (commands.length === 0) return;
  const input = commands.map((words) => `${words.join(' ')}\n`).join('');
  await run('ip', [...within(place), '-batch', '-'], input);
}

/** What `ip -json` answers, or undefined where the object is not there. */
export async function ipJson<T>(place: Place, schema: z.ZodType<T>, words: readonly string[]): Promise<T> {
  const text = await run('ip', [...within(place), '-json', ...words]);
  return schema.parse(text.trim() === '' ? [] : JSON.parse(text));
}

/** Applies a ruleset: all of it or nothing. */
export async function nft(place: Place, ruleset: string): Promise<void> {
  await runIn(place, 'nft', ['-f', '-'], ruleset);
}

/** Sets the kernel's parameters of a namespace. */
export async function setParameters(place: string, parameters: Record<string, string>): Promise<void> {
  const assignments = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  await runIn(place, 'sysctl', ['--quiet', '--write', ...assignments]);
}

function within(place: Place): string[] {
  return place === undefined ? [] : ['-netns', place];
}

const linkSchema = z.array(
  z.object({
    ifname: z.string().optional(),
    flags: z.array(z.string()).optional(),
    link_netnsid: z.number().optional(),
  }),
);
const addressSchema = z.array(
  z.object({
    ifname: z.string().optional(),
    addr_info: z
      .array(z.object({ local: z.string().optional(), prefixlen: z.number().optional() }))
      .optional(),
  }),
);
const routeSchema = z.array(z.object({ dst: z.string(), dev: z.string().optional() }));

/** A network link. */
export interface Link {
  name: string;
  up: boolean;
  /** The namespace that a veth's other end is in, by the number that it has in this place. */
  peerNamespace: number | undefined;
}

/** All links of a place. */
export async function linksOf(place: Place): Promise<Link[]> {
  const links = await ipJson(place, linkSchema, ['link', 'show']);
  return links.flatMap(({ ifname, flags, link_netnsid }) =>
    ifname === undefined
      ? []
      : { name: ifname, up: flags?.includes('UP') ?? false, peerNamespace: link_netnsid },
  );
}

export async function hasLink(place: Place, name: string): Promise<boolean> {
  return (await linksOf(place)).some((link) => link.name === name);
}

/** An IPv4 address of a link. */
export interface LinkAddress {
  link: string;
  address: string;
  prefixLength: number;
}

/** All IPv4 addresses of a place. */
export async function addressesOf(place: Place): Promise<LinkAddress[]> {
  const links = await ipJson(place, addressSchema, ['-4', 'address', 'show']);
  return links.flatMap(({ ifname, addr_info }) =>
    (addr_info ?? []).flatMap(({ local, prefixlen }) =>
      ifname && local && prefixlen !== undefined
        ? { link: ifname, address: local, prefixLength: prefixlen }
        : [],
    ),
  );
}

/** An IPv4 route; `dst` is an address, a range or `default`. */
export interface Route {
  dst: string;
  dev?: string | undefined;
}

/** The IPv4 routes of a place's main table. */
export async function routesOf(place: Place): Promise<Route[]> {
  return await ipJson(place, routeSchema, ['-4', 'route', 'show']);
}
