/** What a compute type gives a desktop. */
export interface Compute {
  cpus: number;
  memoryMib: number;
  /** Graphics processors; a fraction is a share of one. 0 for the types that need none. */
  gpus: number;
}

const of = (cpus: number, memoryGib: number, gpus = 0): Compute => ({
  cpus,
  memoryMib: memoryGib * 1024,
  gpus,
});

/**
 * All compute types of the API, the smaller before the larger. Sources: Amazon WorkSpaces Bundles (product page) for
 * the types without a graphics processor, the EC2 instance types that their names name for the others.
 */
export const computeTypes = {
  VALUE: of(1, 2),
  STANDARD: of(2, 4),
  PERFORMANCE: of(2, 8),
  POWER: of(4, 16),
  POWERPRO: of(8, 32),
  GENERALPURPOSE_4XLARGE: of(16, 64),
  GENERALPURPOSE_8XLARGE: of(32, 128),

  GRAPHICS: of(8, 15, 1),
  GRAPHICSPRO: of(16, 122, 1),

  GRAPHICS_G4DN: of(4, 16, 1),
  GRAPHICSPRO_G4DN: of(16, 64, 1),

  GRAPHICS_G6F_LARGE: of(2, 8, 1 / 8),
  GRAPHICS_G6F_XLARGE: of(4, 16, 1 / 8),
  GRAPHICS_G6F_2XLARGE: of(8, 32, 1 / 4),
  GRAPHICS_G6F_4XLARGE: of(16, 64, 1 / 2),
  GRAPHICS_GR6F_4XLARGE: of(16, 128, 1 / 2),
  GRAPHICS_G6_XLARGE: of(4, 16, 1),
  GRAPHICS_G6_2XLARGE: of(8, 32, 1),
  GRAPHICS_G6_4XLARGE: of(16, 64, 1),
  GRAPHICS_GR6_4XLARGE: of(16, 128, 1),
  GRAPHICS_G6_8XLARGE: of(32, 128, 1),
  GRAPHICS_GR6_8XLARGE: of(32, 256, 1),
  GRAPHICS_G6_16XLARGE: of(64, 256, 1),
} as const satisfies Record<string, Compute>;

export type ComputeType = keyof typeof computeTypes;

export function isComputeType(name: string): name is ComputeType {
  return Object.hasOwn(computeTypes, name);
}

/** Whether a type needs a graphics processor, which also asks for larger volumes. */
export function isGraphicsType(type: ComputeType): boolean {
  return computeTypes[type].gpus > 0;
}

/** Whether `to` is a larger type than `from`, a smaller one, or the same. */
export function compareComputeTypes(from: ComputeType, to: ComputeType): 'larger' | 'smaller' | 'same' {
  if (from === to) return 'same';
  const names = Object.keys(computeTypes);
  return names.indexOf(to) > names.indexOf(from) ? 'larger' : 'smaller';
}
