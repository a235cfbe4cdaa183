/** A policy that AWS manages. */
export interface ManagedPolicy {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
}

const NAMES = [
  'AdministratorAccess',
  'AmazonWorkSpacesAdmin',
  'AmazonWorkSpacesSecureBrowserReadOnly',
  'AmazonWorkSpacesSelfServiceAccess',
  'AmazonWorkSpacesServiceAccess',
  'AmazonWorkSpacesPoolServiceAccess',
  'AmazonWorkspacesPCAAccess',
  'AmazonEC2FullAccess',
  'AmazonEC2ReadOnlyAccess',
  'AWSDirectoryServiceFullAccess',
  'AWSDirectoryServiceReadOnlyAccess',
  'CloudWatchFullAccess',
  'CloudWatchReadOnlyAccess',
  'IAMFullAccess',
  'IAMReadOnlyAccess',
  'PowerUserAccess',
  'ReadOnlyAccess',
  'SecretsManagerReadWrite',
];

/** The managed policies of the services that are served here, by ARN. */
const policies = new Map(
  NAMES.map((name): [string, ManagedPolicy] => {
    const arn = `arn:aws:iam::aws:policy/${name}`;
    return [arn, { name, arn, path: '/' }];
  }),
);

export function findManagedPolicy(arn: string): ManagedPolicy | undefined {
  return policies.get(arn);
}
