import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { EngineError } from '../engine.ts';

/** The engine's daemon as installed on this host. */
export interface EngineSoftware {
  kind: EngineKind;
  daemonPath: string;
  /** The environment variable that names its state directory. */
  directoryVariable: 'INCUS_DIR' | 'LXD_DIR';
}

/** Where packages put what is not in everybody's PATH: Debian's and Ubuntu's Incus, Zabbly's Incus, sbin. */
const FURTHER_DIRECTORIES = ['/usr/libexec/incus', '/opt/incus/bin', '/usr/sbin', '/sbin'];

const kinds = {
  incus: { program: 'incusd', directoryVariable: 'INCUS_DIR' },
  lxd: { program: 'lxd', directoryVariable: 'LXD_DIR' },
} as const;

export type EngineKind = keyof typeof kinds;

/**
 * Finds Incus first, LXD second; only the one of `kind` where that is given.
 * @throws EngineError 501 naming the package where there is none
 */
export async function findEngineSoftware(kind?: EngineKind): Promise<EngineSoftware> {
  for (const candidate of kind ? [kind] : (['incus', 'lxd'] as const)) {
    const { program, directoryVariable } = kinds[candidate];
    const daemonPath = await findProgram(program);
    if (daemonPath) return { kind: candidate, daemonPath, directoryVariable };
  }
  if (!kind)
    throw new EngineError('Neither Incus nor LXD is installed: install the package incus or lxd.', 501);
  throw new EngineError(`The instances here were made with ${kind}: install the package ${kind}.`, 501);
}

/** The path of a program, or undefined where the host has none of that name. */
export async function findProgram(name: string): Promise<string | undefined> {
  const directories = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...FURTHER_DIRECTORIES];
  for (const directory of directories) {
    const path = join(directory, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
