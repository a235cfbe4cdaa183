import type { ComputeType } from './computeTypes.ts';

/** A bundle: image, compute and storage of the WorkSpaces that are made from it. */
export interface Bundle {
  bundleId: string;
  name: string;
  description: string;
  /** `AMAZON` for the public ones, else an account. */
  owner: string;
  imageId: string;
  computeType: ComputeType;
  rootVolumeGib: number;
  userVolumeGib: number;
  createdAt: Date;
}

/** The public image: Debian 12 with XFCE. */
export const PUBLIC_IMAGE_ID = 'wsi-d12xfce00';

const PUBLISHED = new Date('2026-11-21T00:00:00Z');

function publicBundle(
  bundleId: string,
  title: string,
  computeType: ComputeType,
  [rootVolumeGib, userVolumeGib]: readonly [number, number],
): Bundle {
  return {
    bundleId,
    name: `${title} with Debian 12 (Linux)`,
    description: `${title} desktop with Debian 12 and XFCE`,
    owner: 'AMAZON',
    imageId: PUBLIC_IMAGE_ID,
    computeType,
    rootVolumeGib,
    userVolumeGib,
    createdAt: PUBLISHED,
  };
}

/** The public catalogue. Identifiers stand in people's scripts and never change. */
export const publicBundles: readonly Bundle[] = [
  publicBundle('wsb-d12value0', 'Value', 'VALUE', [80, 10]),
  publicBundle('wsb-d12stand0', 'Standard', 'STANDARD', [80, 50]),
  publicBundle('wsb-d12perfo0', 'Performance', 'PERFORMANCE', [80, 100]),
  publicBundle('wsb-d12power0', 'Power', 'POWER', [175, 100]),
  publicBundle('wsb-d12pwpro0', 'PowerPro', 'POWERPRO', [175, 100]),
  publicBundle('wsb-d12gp4xl0', 'GeneralPurpose.4xlarge', 'GENERALPURPOSE_4XLARGE', [175, 100]),
  publicBundle('wsb-d12gp8xl0', 'GeneralPurpose.8xlarge', 'GENERALPURPOSE_8XLARGE', [175, 100]),
];

export function findPublicBundle(bundleId: string): Bundle | undefined {
  return publicBundles.find((bundle) => bundle.bundleId === bundleId);
}
