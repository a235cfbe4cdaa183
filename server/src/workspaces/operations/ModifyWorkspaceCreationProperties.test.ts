import type { WorkspaceCreationProperties } from '@aws-sdk/client-workspaces';
import { describe, expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeWorkspaceDirectories } from './DescribeWorkspaceDirectories.ts';
import { ModifyWorkspaceCreationProperties } from './ModifyWorkspaceCreationProperties.ts';

const test = useWorkspaces();

const modify = (
  ResourceId: string,
  properties: WorkspaceCreationProperties,
  context: typeof testContext = testContext,
) =>
  ModifyWorkspaceCreationProperties(
    context,
    { ResourceId, WorkspaceCreationProperties: properties },
    test.deps,
  );

async function shown(DirectoryId: string) {
  const { Directories } = await DescribeWorkspaceDirectories(
    testContext,
    { DirectoryIds: [DirectoryId] },
    test.deps,
  );
  return Directories?.[0]?.WorkspaceCreationProperties;
}

describe('ModifyWorkspaceCreationProperties', () => {
  it('changes what it names, and shows it', async () => {
    const id = await testRegistration(test.database);
    const start = {
      EnableInternetAccess: false,
      UserEnabledAsLocalAdministrator: true,
      EnableMaintenanceMode: true,
    };
    expect(await shown(id)).toEqual(start);
    await modify(id, { EnableMaintenanceMode: false });
    expect(await shown(id)).toEqual({ ...start, EnableMaintenanceMode: false });
    const DefaultOu = 'OU=Desktops,DC=corp,DC=example,DC=com';
    await modify(id, { UserEnabledAsLocalAdministrator: false, DefaultOu, EnableInternetAccess: false });
    const changed = { ...start, EnableMaintenanceMode: false, UserEnabledAsLocalAdministrator: false };
    expect(await shown(id)).toEqual({ ...changed, DefaultOu });
    await modify(id, {});
    expect(await shown(id)).toEqual({ ...changed, DefaultOu });
    await modify(id, { DefaultOu: '' });
    expect(await shown(id)).toEqual(changed);
  });

  it('refuses what cannot be had here, and changes nothing then', async () => {
    const id = await testRegistration(test.database);
    const before = await shown(id);
    for (const properties of [
      { EnableInternetAccess: true },
      { CustomSecurityGroupId: 'sg-0123456789abcdef0' },
      { InstanceIamRoleArn: 'arn:aws:iam::123456789012:role/desktop' },
    ]) {
      const all = { ...properties, EnableMaintenanceMode: false };
      expect(await refusal(modify(id, all))).toBe('OperationNotSupportedException');
    }
    for (const DefaultOu of ['Desktops', 'OU=Desktops,DC=other,DC=example,DC=com']) {
      const all = { DefaultOu, EnableMaintenanceMode: false };
      expect(await refusal(modify(id, all))).toBe('InvalidParameterValuesException');
    }
    expect(await shown(id)).toEqual(before);
  });

  it('refuses directories that are not registered, or are of somebody else', async () => {
    expect(await refusal(modify('d-ffffffffff', {}))).toBe('ResourceNotFoundException');
    const id = await testRegistration(test.database);
    expect(await refusal(modify(id, {}, strangerContext))).toBe('ResourceNotFoundException');
  });

  it('needs both members, and ids in their form', () => {
    const operation = 'ModifyWorkspaceCreationProperties';
    expect(validationError(operation, { ResourceId: 'd-ffffffffff' })).toContain(
      'workspaceCreationProperties',
    );
    const WorkspaceCreationProperties = { CustomSecurityGroupId: 'default' };
    expect(validationError(operation, { ResourceId: 'd-ffffffffff', WorkspaceCreationProperties })).toContain(
      'customSecurityGroupId',
    );
  });
});
