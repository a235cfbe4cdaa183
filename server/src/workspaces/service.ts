import * as workspacesSdk from '@aws-sdk/client-workspaces';
import workspacesConstraints from '../wire/models/workspaces.json' with { type: 'json' };
import { defineService } from '../wire/service.ts';

export type WorkspacesSdk = typeof workspacesSdk;

/** WorkDocs is retired and gone from the newest model; clients of earlier years still send this and read it. */
const workDocs = { EnableWorkDocs: 'boolean' } as const;

export const workspaces = defineService<WorkspacesSdk>({
  name: 'workspaces',
  title: 'Amazon WorkSpaces',
  sdk: workspacesSdk,
  signingName: 'workspaces',
  protocols: ['awsJson1_1'],
  jsonTarget: 'WorkspacesService',
  constraints: workspacesConstraints,
  extraMembers: {
    RegisterWorkspaceDirectoryRequest: workDocs,
    WorkspaceCreationProperties: workDocs,
    DefaultWorkspaceCreationProperties: workDocs,
  },
});
