import type { Database } from '../../database/database.ts';
import type { Operations } from '../../wire/operation.ts';
import type { IamSdk, StsSdk } from '../service.ts';
import { AttachRolePolicy } from './AttachRolePolicy.ts';
import { CreateRole } from './CreateRole.ts';
import { DeleteRole } from './DeleteRole.ts';
import { DetachRolePolicy } from './DetachRolePolicy.ts';
import { GetCallerIdentity } from './GetCallerIdentity.ts';
import { GetRole } from './GetRole.ts';
import { ListAttachedRolePolicies } from './ListAttachedRolePolicies.ts';
import { ListRoles } from './ListRoles.ts';

export interface Deps {
  database: Database;
}

export const stsOperations: Operations<StsSdk, Deps> = { GetCallerIdentity };

export const iamOperations: Operations<IamSdk, Deps> = {
  AttachRolePolicy,
  CreateRole,
  DeleteRole,
  DetachRolePolicy,
  GetRole,
  ListAttachedRolePolicies,
  ListRoles,
};
