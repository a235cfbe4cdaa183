/** An IAM role. */
export interface Role {
  readonly accountId: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  /** JSON. */
  readonly assumeRolePolicyDocument: string;
  readonly description: string | undefined;
  readonly maxSessionDurationSeconds: number;
  readonly createdAt: Date;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export const MAX_SESSION_DURATION_SECONDS_DEFAULT = 3600;

export function roleArn({ accountId, path, name }: Pick<Role, 'accountId' | 'path' | 'name'>): string {
  return `arn:aws:iam::${accountId}:role${path}${name}`;
}

/** What WorkSpaces needs of an account to work in it; its own console makes it at the first registration. */
export const WORKSPACES_DEFAULT_ROLE = {
  name: 'workspaces_DefaultRole',
  assumeRolePolicyDocument: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'workspaces.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  }),
  policyArns: [
    'arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess',
    'arn:aws:iam::aws:policy/AmazonWorkSpacesSelfServiceAccess',
  ],
} as const;
