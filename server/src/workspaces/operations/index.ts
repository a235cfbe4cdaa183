import type { Operations } from '../../wire/operation.ts';
import { AssociateIpGroups } from './AssociateIpGroups.ts';
import { AuthorizeIpRules } from './AuthorizeIpRules.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { CreateTags } from './CreateTags.ts';
import { CreateWorkspaces } from './CreateWorkspaces.ts';
import { DeleteIpGroup } from './DeleteIpGroup.ts';
import { DeleteTags } from './DeleteTags.ts';
import { DeregisterWorkspaceDirectory } from './DeregisterWorkspaceDirectory.ts';
import { DescribeIpGroups } from './DescribeIpGroups.ts';
import { DescribeTags } from './DescribeTags.ts';
import { DescribeWorkspaceBundles } from './DescribeWorkspaceBundles.ts';
import { DescribeWorkspaceDirectories } from './DescribeWorkspaceDirectories.ts';
import { DescribeWorkspaceSnapshots } from './DescribeWorkspaceSnapshots.ts';
import { DescribeWorkspaces } from './DescribeWorkspaces.ts';
import { DescribeWorkspacesConnectionStatus } from './DescribeWorkspacesConnectionStatus.ts';
import { DisassociateIpGroups } from './DisassociateIpGroups.ts';
import type { Deps, WorkspacesSdk } from './deps.ts';
import { MigrateWorkspace } from './MigrateWorkspace.ts';
import { ModifyWorkspaceProperties } from './ModifyWorkspaceProperties.ts';
import { ModifyWorkspaceState } from './ModifyWorkspaceState.ts';
import { RebootWorkspaces } from './RebootWorkspaces.ts';
import { RebuildWorkspaces } from './RebuildWorkspaces.ts';
import { RegisterWorkspaceDirectory } from './RegisterWorkspaceDirectory.ts';
import { RestoreWorkspace } from './RestoreWorkspace.ts';
import { RevokeIpRules } from './RevokeIpRules.ts';
import { StartWorkspaces } from './StartWorkspaces.ts';
import { StopWorkspaces } from './StopWorkspaces.ts';
import { TerminateWorkspaces } from './TerminateWorkspaces.ts';
import { UpdateRulesOfIpGroup } from './UpdateRulesOfIpGroup.ts';

export type { Deps } from './deps.ts';

/** The operations of WorkSpaces that are built. */
export const operations: Operations<WorkspacesSdk, Deps> = {
  AssociateIpGroups,
  AuthorizeIpRules,
  CreateIpGroup,
  CreateTags,
  CreateWorkspaces,
  DeleteIpGroup,
  DeleteTags,
  DeregisterWorkspaceDirectory,
  DescribeIpGroups,
  DescribeTags,
  DescribeWorkspaceBundles,
  DescribeWorkspaceDirectories,
  DescribeWorkspaceSnapshots,
  DescribeWorkspaces,
  DescribeWorkspacesConnectionStatus,
  DisassociateIpGroups,
  MigrateWorkspace,
  ModifyWorkspaceProperties,
  ModifyWorkspaceState,
  RebootWorkspaces,
  RebuildWorkspaces,
  RegisterWorkspaceDirectory,
  RestoreWorkspace,
  RevokeIpRules,
  StartWorkspaces,
  StopWorkspaces,
  TerminateWorkspaces,
  UpdateRulesOfIpGroup,
};
