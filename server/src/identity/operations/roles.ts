import type { Role as RoleDescription } from '@aws-sdk/client-iam';
import { type Role, roleArn } from '../model/role.ts';

/** As IAM describes a role; its documents are percent-encoded on the wire. */
export function describeRole(role: Role): RoleDescription {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(role),
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: percentEncode(role.assumeRolePolicyDocument),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDurationSeconds,
  };
}

/** The tags of a role, which listings leave out. */
export function describeTags(role: Role): Pick<RoleDescription, 'Tags'> {
  if (role.tags.length === 0) return {};
  return { Tags: role.tags.map(({ key, value }) => ({ Key: key, Value: value })) };
}

/** RFC 3986. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
