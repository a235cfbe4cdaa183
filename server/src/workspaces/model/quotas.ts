/** One row of the table of quotas: what is counted, and how many of it an account may have in a Region. */
export interface QuotaRule {
  meaning: string;
  /** Undefined where it depends on the installation. */
  default: number | undefined;
}

/**
 * The quotas of an account in a Region. Source of the numbers: administration guide, "Amazon WorkSpaces Quotas"; the
 * one of bundles is from the Service Quotas of Amazon WorkSpaces, which the guide leaves out. AWS begins with one
 * WorkSpace, but an owner's own machines carry what their memory carries.
 */
export const quotaRules = {
  workspaces: { meaning: 'WorkSpaces in the Region', default: undefined },
  images: { meaning: 'images in the Region', default: 20 },
  bundles: { meaning: 'custom bundles in the Region', default: 50 },
  ipGroups: { meaning: 'IP access control groups in the Region', default: 100 },
  rulesPerIpGroup: { meaning: 'rules in an IP access control group', default: 10 },
  ipGroupsPerDirectory: { meaning: 'IP access control groups of a directory', default: 25 },
} as const satisfies Record<string, QuotaRule>;

export type QuotaName = keyof typeof quotaRules;

/** A number for each quota, such as the defaults of an installation. */
export type Quotas = Readonly<Record<QuotaName, number>>;

export const quotaNames = Object.keys(quotaRules) as QuotaName[];

export function isQuotaName(name: string): name is QuotaName {
  return Object.hasOwn(quotaRules, name);
}

const GIB = 1024 ** 3;
/** An idle desktop of the standard image takes 165 MB, one at work up to 750 MB. */
const WORKSPACES_PER_GIB = 2;

/**
 * The quotas of an account for which nothing else was set.
 * @param workspaces the operator's own default for the first of them; 0 for what the memory carries
 */
export function defaultQuotas(hostMemoryBytes: number, workspaces: number): Quotas {
  return {
    workspaces: workspaces || Math.floor((hostMemoryBytes / GIB) * WORKSPACES_PER_GIB),
    images: quotaRules.images.default,
    bundles: quotaRules.bundles.default,
    ipGroups: quotaRules.ipGroups.default,
    rulesPerIpGroup: quotaRules.rulesPerIpGroup.default,
    ipGroupsPerDirectory: quotaRules.ipGroupsPerDirectory.default,
  };
}

/** The most that a quota can be set to: what the column holds. */
export const QUOTA_MAX = 2 ** 31 - 1;
