import type { ClientProperties } from '@aws-sdk/client-workspaces';
import { expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
  validationError,
} from '../testing.ts';
import { DescribeClientProperties } from './DescribeClientProperties.ts';
import { ModifyClientProperties } from './ModifyClientProperties.ts';

const test = useWorkspaces();
const modify = (ResourceId: string, properties: ClientProperties, context = testContext) =>
  ModifyClientProperties(context, { ResourceId, ClientProperties: properties }, test.deps);

it('changes whether users reconnect', async () => {
  const directoryId = await testRegistration(test.deps.database);
  const properties = async () =>
    (await DescribeClientProperties(testContext, { ResourceIds: [directoryId] }, test.deps))
      .ClientPropertiesList?.[0]?.ClientProperties;
  await modify(directoryId, { ReconnectEnabled: 'DISABLED', LogUploadEnabled: 'DISABLED' });
  expect(await properties()).toEqual({ ReconnectEnabled: 'DISABLED', LogUploadEnabled: 'DISABLED' });
  await modify(directoryId, { LogUploadEnabled: 'DISABLED' });
  expect((await properties())?.ReconnectEnabled).toBe('DISABLED');
  await modify(directoryId, { ReconnectEnabled: 'ENABLED' });
  expect((await properties())?.ReconnectEnabled).toBe('ENABLED');
});

it('refuses logs, nothing, and directories that are not there, of others, or on their way out', async () => {
  const { database } = test.deps;
  const directoryId = await testRegistration(database);
  const reconnect = { ReconnectEnabled: 'DISABLED' } as const;
  expect(await refusal(modify(directoryId, { LogUploadEnabled: 'ENABLED' }))).toBe(
    'OperationNotSupportedException',
  );
  expect(await refusal(modify(directoryId, {}))).toBe('InvalidParameterValuesException');
  expect(await refusal(modify('d-ffffffffff', reconnect))).toBe('ResourceNotFoundException');
  expect(await refusal(modify(directoryId, reconnect, strangerContext))).toBe('ResourceNotFoundException');
  const leaving = await testRegistration(database, 'DEREGISTERING');
  expect(await refusal(modify(leaving, reconnect))).toBe('InvalidResourceStateException');
});

it('needs a directory and properties', () => {
  const problem = (input: object) => validationError('ModifyClientProperties', input);
  expect(problem({ ResourceId: 'd-ffffffffff' })).toContain('clientProperties');
  expect(problem({ ResourceId: 'd-ffffffffff', ClientProperties: { ReconnectEnabled: 'YES' } })).toContain(
    'enum value set',
  );
});
