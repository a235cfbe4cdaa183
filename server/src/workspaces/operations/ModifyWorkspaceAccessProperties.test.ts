import { expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeWorkspaceDirectories } from './DescribeWorkspaceDirectories.ts';
import { ModifyWorkspaceAccessProperties } from './ModifyWorkspaceAccessProperties.ts';

const test = useWorkspaces();

type Properties = NonNullable<
  Parameters<typeof ModifyWorkspaceAccessProperties>[1]['WorkspaceAccessProperties']
>;

const modify = (ResourceId: string, WorkspaceAccessProperties: Properties, context = testContext) =>
  ModifyWorkspaceAccessProperties(context, { ResourceId, WorkspaceAccessProperties }, test.deps);

async function shown(directoryId: string) {
  const { Directories } = await DescribeWorkspaceDirectories(
    testContext,
    { DirectoryIds: [directoryId] },
    test.deps,
  );
  return Directories?.[0]?.WorkspaceAccessProperties;
}

it('changes what is named, and leaves the rest as the guide has it', async () => {
  const directoryId = await testRegistration(test.deps.database);
  const before = {
    DeviceTypeWindows: 'ALLOW',
    DeviceTypeOsx: 'ALLOW',
    DeviceTypeWeb: 'DENY',
    DeviceTypeIos: 'ALLOW',
    DeviceTypeAndroid: 'ALLOW',
    DeviceTypeChromeOs: 'ALLOW',
    DeviceTypeZeroClient: 'ALLOW',
    DeviceTypeLinux: 'DENY',
    DeviceTypeWorkSpacesThinClient: 'DENY',
  };
  expect(await shown(directoryId)).toEqual(before);
  await modify(directoryId, { DeviceTypeWeb: 'ALLOW', DeviceTypeLinux: 'ALLOW' });
  await modify(directoryId, { DeviceTypeIos: 'DENY', DeviceTypeLinux: 'DENY' });
  expect(await shown(directoryId)).toEqual({ ...before, DeviceTypeWeb: 'ALLOW', DeviceTypeIos: 'DENY' });
});

it('refuses nothing to modify, VPC endpoints, and directories that are not there or on their way out', async () => {
  const directoryId = await testRegistration(test.deps.database);
  const leaving = await testRegistration(test.deps.database, 'DEREGISTERING');
  const allow = { DeviceTypeWeb: 'ALLOW' } as const;
  expect(await refusal(modify(directoryId, {}))).toBe('InvalidParameterValuesException');
  const endpoints = { ...allow, AccessEndpointConfig: { AccessEndpoints: [] } };
  expect(await refusal(modify(directoryId, endpoints))).toBe('OperationNotSupportedException');
  expect(await refusal(modify('d-ffffffffff', allow))).toBe('ResourceNotFoundException');
  expect(await refusal(modify(directoryId, allow, strangerContext))).toBe('ResourceNotFoundException');
  expect(await refusal(modify(leaving, allow))).toBe('InvalidResourceStateException');
  expect(await shown(directoryId)).toMatchObject({ DeviceTypeWeb: 'DENY' });
});

it('takes ALLOW and DENY alone', () => {
  const properties = { DeviceTypeWeb: 'TRUST' };
  expect(
    validationError('ModifyWorkspaceAccessProperties', {
      ResourceId: 'd-0123456789',
      WorkspaceAccessProperties: properties,
    }),
  ).toContain('deviceTypeWeb');
  expect(validationError('ModifyWorkspaceAccessProperties', { ResourceId: 'd-0123456789' })).toContain(
    'workspaceAccessProperties',
  );
});
