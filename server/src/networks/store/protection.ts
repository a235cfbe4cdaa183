import type { NetworkAcl, NetworkAclEntry, SecurityGroup } from '@aws-sdk/client-ec2';
import { type Database, tables } from '../../database/database.ts';
import type { Scope } from '../model/resources.ts';
import type { NetworksTables } from '../tables.ts';
import { tagsOf } from './tags.ts';

const rows = tables<NetworksTables>;

/**
 * Security groups as EC2 describes them. There are only VPCs' default groups so far: members reach each other, and
 * everything outside.
 * @param ids all of the account in the Region where left out or empty
 */
export async function loadSecurityGroups(
  database: Database,
  scope: Scope,
  ids: readonly string[] = [],
): Promise<SecurityGroup[]> {
  const found = await rows(database)
    .selectFrom('networks.security_group')
    .selectAll()
    .where('account_id', '=', scope.accountId)
    .where('region', '=', scope.region)
    .$if(ids.length > 0, (query) => query.where('group_id', 'in', ids))
    .execute();
  const tags = await tagsOf(
    database,
    found.map((row) => row.group_id),
  );
  return found.map((row) => ({
    GroupId: row.group_id,
    GroupName: row.group_name,
    Description: row.description,
    OwnerId: row.account_id,
    VpcId: row.vpc_id,
    SecurityGroupArn: `arn:aws:ec2:${row.region}:${row.account_id}:security-group/${row.group_id}`,
    IpPermissions: [
      {
        IpProtocol: '-1',
        UserIdGroupPairs: [{ GroupId: row.group_id, UserId: row.account_id }],
        IpRanges: [],
        Ipv6Ranges: [],
        PrefixListIds: [],
      },
    ],
    IpPermissionsEgress: [
      {
        IpProtocol: '-1',
        UserIdGroupPairs: [],
        IpRanges: [{ CidrIp: '0.0.0.0/0' }],
        Ipv6Ranges: [],
        PrefixListIds: [],
      },
    ],
    Tags: tags(row.group_id),
  }));
}

/**
 * Network ACLs as EC2 describes them. There are only VPCs' default ones so far, which let everything pass and hold
 * every subnet.
 * @param ids all of the account in the Region where left out or empty
 */
export async function loadNetworkAcls(
  database: Database,
  scope: Scope,
  ids: readonly string[] = [],
): Promise<NetworkAcl[]> {
  const found = await rows(database)
    .selectFrom('networks.network_acl')
    .selectAll()
    .where('account_id', '=', scope.accountId)
    .where('region', '=', scope.region)
    .$if(ids.length > 0, (query) => query.where('network_acl_id', 'in', ids))
    .execute();
  const tags = await tagsOf(
    database,
    found.map((row) => row.network_acl_id),
  );
  const subnets = Map.groupBy(
    await rows(database)
      .selectFrom('networks.subnet')
      .select(['vpc_id', 'subnet_id', 'network_acl_association_id'])
      .where('account_id', '=', scope.accountId)
      .where('region', '=', scope.region)
      .orderBy('subnet_id')
      .execute(),
    (row) => row.vpc_id,
  );
  return found.map((row) => ({
    NetworkAclId: row.network_acl_id,
    VpcId: row.vpc_id,
    OwnerId: row.account_id,
    IsDefault: true,
    Associations: (subnets.get(row.vpc_id) ?? []).map((subnet) => ({
      NetworkAclAssociationId: subnet.network_acl_association_id,
      NetworkAclId: row.network_acl_id,
      SubnetId: subnet.subnet_id,
    })),
    Entries: [...defaultEntries(true), ...defaultEntries(false)],
    Tags: tags(row.network_acl_id),
  }));
}

/** The last rule of every ACL: what no other one allows is denied. */
const LAST_RULE_NUMBER = 32_767;

function defaultEntries(egress: boolean): NetworkAclEntry[] {
  const everything = { CidrBlock: '0.0.0.0/0', Protocol: '-1', Egress: egress };
  return [
    { ...everything, RuleNumber: 100, RuleAction: 'allow' },
    { ...everything, RuleNumber: LAST_RULE_NUMBER, RuleAction: 'deny' },
  ];
}
