/** What a compute type gives a desktop. */
export interface Compute {
  cpus: number;
  memoryMib: number;
}

const gib = (count: number) => count * 1024;

/** The compute types that need no graphics processor. */
export const computeTypes = {
  VALUE: { cpus: 1, memoryMib: gib(2) },
  STANDARD: { cpus: 2, memoryMib: gib(4) },
  PERFORMANCE: { cpus: 2, memoryMib: gib(8) },
  POWER: { cpus: 4, memoryMib: gib(16) },
  POWERPRO: { cpus: 8, memoryMib: gib(32) },
  GENERALPURPOSE_4XLARGE: { cpus: 16, memoryMib: gib(64) },
  GENERALPURPOSE_8XLARGE: { cpus: 32, memoryMib: gib(128) },
} as const satisfies Record<string, Compute>;

export type ComputeType = keyof typeof computeTypes;

export function isComputeType(name: string): name is ComputeType {
  return Object.hasOwn(computeTypes, name);
}
