/** How many of each an account may have in a Region; the guide's numbers but for the first. */
export interface Quotas {
  /** AWS begins with 1; an owner's own machines carry what their memory carries. */
  workspaces: number;
  ipGroups: number;
  rulesPerIpGroup: number;
  ipGroupsPerDirectory: number;
}

export const guideQuotas = { ipGroups: 100, rulesPerIpGroup: 10, ipGroupsPerDirectory: 25 } as const;
