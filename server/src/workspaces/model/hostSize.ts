import { type ComputeType, computeTypes, isGraphicsType } from './computeTypes.ts';
import type { Problem } from './problem.ts';

/** What the machine that desktops run on has, and what the operator says about types that are larger. */
export interface HostSize {
  cpus: number;
  memoryMib: number;
  /** Whether a desktop may have a type with more processors or memory than the host has. */
  overcommit: boolean;
}

/** Why desktops of a type cannot be had here; undefined where they can. */
export function computeTypeProblem(type: ComputeType, host: HostSize): Problem | undefined {
  if (isGraphicsType(type)) {
    return {
      code: 'UnsupportedWorkspaceConfigurationException',
      message: `The compute type ${type} is not offered here: it needs a graphics processor, which desktops of this service cannot have.`,
    };
  }
  const { cpus, memoryMib } = computeTypes[type];
  if (host.overcommit || (cpus <= host.cpus && memoryMib <= host.memoryMib)) return undefined;
  return {
    code: 'ResourceUnavailableException',
    message: `The compute type ${type} has ${cpus} vCPU and ${gib(memoryMib)} GiB of memory, the host ${host.cpus} and ${gib(host.memoryMib)} GiB: the operator allows larger types with the setting workspaces.overcommit.`,
  };
}

const gib = (mib: number) => Math.floor(mib / 1024);
