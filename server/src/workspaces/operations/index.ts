import type { Operations } from '../../wire/operation.ts';
import { AssociateIpGroups } from './AssociateIpGroups.ts';
import { AuthorizeIpRules } from './AuthorizeIpRules.ts';
import { CopyWorkspaceImage } from './CopyWorkspaceImage.ts';
import { CreateIpGroup } from './CreateIpGroup.ts';
import { CreateTags } from './CreateTags.ts';
import { CreateWorkspaceBundle } from './CreateWorkspaceBundle.ts';
import { CreateWorkspaceImage } from './CreateWorkspaceImage.ts';
import { CreateWorkspaces } from './CreateWorkspaces.ts';
import { DeleteIpGroup } from './DeleteIpGroup.ts';
import { DeleteTags } from './DeleteTags.ts';
import { DeleteWorkspaceBundle } from './DeleteWorkspaceBundle.ts';
import { DeleteWorkspaceImage } from './DeleteWorkspaceImage.ts';
import { DeregisterWorkspaceDirectory } from './DeregisterWorkspaceDirectory.ts';
import { DescribeAccount } from './DescribeAccount.ts';
import { DescribeAccountModifications } from './DescribeAccountModifications.ts';
import { DescribeClientProperties } from './DescribeClientProperties.ts';
import { DescribeIpGroups } from './DescribeIpGroups.ts';
import { DescribeTags } from './DescribeTags.ts';
import { DescribeWorkspaceBundles } from './DescribeWorkspaceBundles.ts';
import { DescribeWorkspaceDirectories } from './DescribeWorkspaceDirectories.ts';
import { DescribeWorkspaceImagePermissions } from './DescribeWorkspaceImagePermissions.ts';
import { DescribeWorkspaceImages } from './DescribeWorkspaceImages.ts';
import { DescribeWorkspaceSnapshots } from './DescribeWorkspaceSnapshots.ts';
import { DescribeWorkspaces } from './DescribeWorkspaces.ts';
import { DescribeWorkspacesConnectionStatus } from './DescribeWorkspacesConnectionStatus.ts';
import { DisassociateIpGroups } from './DisassociateIpGroups.ts';
import type { Deps, WorkspacesSdk } from './deps.ts';
import { ListAvailableManagementCidrRanges } from './ListAvailableManagementCidrRanges.ts';
import { MigrateWorkspace } from './MigrateWorkspace.ts';
import { ModifyAccount } from './ModifyAccount.ts';
import { ModifyClientProperties } from './ModifyClientProperties.ts';
import { ModifySelfservicePermissions } from './ModifySelfservicePermissions.ts';
import { ModifyWorkspaceAccessProperties } from './ModifyWorkspaceAccessProperties.ts';
import { ModifyWorkspaceCreationProperties } from './ModifyWorkspaceCreationProperties.ts';
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
import { UpdateWorkspaceBundle } from './UpdateWorkspaceBundle.ts';
import { UpdateWorkspaceImagePermission } from './UpdateWorkspaceImagePermission.ts';

export type { Deps } from './deps.ts';

/** The operations of WorkSpaces that are built. */
export const operations: Operations<WorkspacesSdk, Deps> = {
  AssociateIpGroups,
  AuthorizeIpRules,
  CopyWorkspaceImage,
  CreateIpGroup,
  CreateTags,
  CreateWorkspaceBundle,
  CreateWorkspaceImage,
  CreateWorkspaces,
  DeleteIpGroup,
  DeleteTags,
  DeleteWorkspaceBundle,
  DeleteWorkspaceImage,
  DeregisterWorkspaceDirectory,
  DescribeAccount,
  DescribeAccountModifications,
  DescribeClientProperties,
  DescribeIpGroups,
  DescribeTags,
  DescribeWorkspaceBundles,
  DescribeWorkspaceDirectories,
  DescribeWorkspaceImagePermissions,
  DescribeWorkspaceImages,
  DescribeWorkspaceSnapshots,
  DescribeWorkspaces,
  DescribeWorkspacesConnectionStatus,
  DisassociateIpGroups,
  ListAvailableManagementCidrRanges,
  MigrateWorkspace,
  ModifyAccount,
  ModifyClientProperties,
  ModifyWorkspaceAccessProperties,
  ModifySelfservicePermissions,
  ModifyWorkspaceCreationProperties,
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
  UpdateWorkspaceBundle,
  UpdateWorkspaceImagePermission,
};
