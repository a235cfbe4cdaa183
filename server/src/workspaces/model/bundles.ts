import type { ComputeType } from './computeTypes.ts';

/** A bundle: image, compute and storage of the WorkSpaces that are made from it. */
export interface Bundle {
  bundleId: string;
  name: string;
  description: string;
  /** {@link AMAZON} for the public ones, else an account. */
  owner: string;
  imageId: string;
  computeType: ComputeType;
  rootVolumeGib: number;
  userVolumeGib: number;
  createdAt: Date;
  updatedAt: Date;
  /** Deleted, and kept for the WorkSpaces that it has: no new ones are made from it. */
  isDeleted: boolean;
}

/** The owner of what comes with the service, as the API calls it. */
export const AMAZON = 'AMAZON';

/** The recipes that public images are built from, in desktop-image/. */
export type PublicRecipe = 'desktop' | 'desktop-plus';

/** An image that comes with the service. */
export interface PublicImage {
  imageId: string;
  name: string;
  description: string;
  recipe: PublicRecipe;
  /** Its root volume's size: no bundle of it undercuts that. */
  rootVolumeGib: number;
  createdAt: Date;
}

const PUBLISHED = new Date('2026-11-21T00:00:00Z');

/** Debian 12 with XFCE. */
export const PUBLIC_IMAGE_ID = 'wsi-d12xfce00';
/** The same with an office suite. */
export const PLUS_IMAGE_ID = 'wsi-d12plus00';

/** Identifiers stand in people's scripts and never change. */
export const publicImages: readonly PublicImage[] = [
  {
    imageId: PUBLIC_IMAGE_ID,
    name: 'Debian 12 (Linux)',
    description: 'Debian 12 and XFCE',
    recipe: 'desktop',
    rootVolumeGib: 80,
    createdAt: PUBLISHED,
  },
  {
    imageId: PLUS_IMAGE_ID,
    name: 'Debian 12 and LibreOffice',
    description: 'Debian 12, XFCE, LibreOffice and a mail program',
    recipe: 'desktop-plus',
    rootVolumeGib: 80,
    createdAt: PUBLISHED,
  },
];

export function findPublicImage(imageId: string): PublicImage | undefined {
  return publicImages.find((image) => image.imageId === imageId);
}

/** What a public image is built from; undefined for a custom one. */
export function recipeOf(imageId: string): PublicRecipe | undefined {
  return findPublicImage(imageId)?.recipe;
}

interface Hardware {
  title: string;
  computeType: ComputeType;
  rootVolumeGib: number;
  userVolumeGib: number;
  /** Of the bundles with the plain image and with that of Plus. */
  bundleIds: readonly [string, string];
}

const hardware = (
  title: string,
  computeType: ComputeType,
  [rootVolumeGib, userVolumeGib]: readonly [number, number],
  bundleIds: readonly [string, string],
): Hardware => ({ title, computeType, rootVolumeGib, userVolumeGib, bundleIds });

/**
 * Every compute type that needs no graphics processor, with AWS's default volumes (Amazon WorkSpaces Bundles, product
 * page). Whoever has graphics processors makes bundles of his own for them.
 */
const catalogue: readonly Hardware[] = [
  hardware('Value', 'VALUE', [80, 10], ['wsb-d12value0', 'wsb-d12valup0']),
  hardware('Standard', 'STANDARD', [80, 50], ['wsb-d12stand0', 'wsb-d12stanp0']),
  hardware('Performance', 'PERFORMANCE', [80, 100], ['wsb-d12perfo0', 'wsb-d12perfp0']),
  hardware('Power', 'POWER', [175, 100], ['wsb-d12power0', 'wsb-d12powep0']),
  hardware('PowerPro', 'POWERPRO', [175, 100], ['wsb-d12pwpro0', 'wsb-d12pwprp0']),
  hardware(
    'GeneralPurpose.4xlarge',
    'GENERALPURPOSE_4XLARGE',
    [175, 100],
    ['wsb-d12gp4xl0', 'wsb-d12gp4xp0'],
  ),
  hardware(
    'GeneralPurpose.8xlarge',
    'GENERALPURPOSE_8XLARGE',
    [175, 100],
    ['wsb-d12gp8xl0', 'wsb-d12gp8xp0'],
  ),
];

function publicBundle(row: Hardware, image: PublicImage, bundleId: string): Bundle {
  const { title, computeType, rootVolumeGib, userVolumeGib } = row;
  return {
    bundleId,
    name: `${title} with ${image.name}`,
    description: `${title} desktop with ${image.description}`,
    owner: AMAZON,
    imageId: image.imageId,
    computeType,
    rootVolumeGib,
    userVolumeGib,
    createdAt: PUBLISHED,
    updatedAt: PUBLISHED,
    isDeleted: false,
  };
}

/** The public catalogue: each compute type, and then each again with the office suite. */
export const publicBundles: readonly Bundle[] = publicImages.flatMap((image, column) =>
  catalogue.map((row) => publicBundle(row, image, row.bundleIds[column] ?? '')),
);

export function findPublicBundle(bundleId: string): Bundle | undefined {
  return publicBundles.find((bundle) => bundle.bundleId === bundleId);
}
