import type { Generated } from 'kysely';

/** The tables of the identity room. */
export interface IdentityTables {
  'identity.account': AccountTable;
  'identity.access_key': AccessKeyTable;
  'identity.role': RoleTable;
  'identity.role_tag': RoleTagTable;
  'identity.role_policy': RolePolicyTable;
}

export interface AccountTable {
  account_id: string;
  created_at: Date;
}

export interface AccessKeyTable {
  access_key_id: string;
  account_id: string;
  /** Who signs with the key, and that principal's unique id. */
  principal_arn: string;
  principal_user_id: string;
  /** Sealed under the context of {@link secretContext}. */
  sealed_secret: Buffer;
  active: Generated<boolean>;
  created_at: Date;
}

export interface RoleTable {
  account_id: string;
  role_name: string;
  role_id: string;
  path: string;
  assume_role_policy_document: string;
  description: string | null;
  max_session_duration_seconds: number;
  created_at: Date;
}

export interface RoleTagTable {
  role_id: string;
  key: string;
  value: string;
}

/** Managed policies that are attached to a role. */
export interface RolePolicyTable {
  role_id: string;
  policy_arn: string;
}
