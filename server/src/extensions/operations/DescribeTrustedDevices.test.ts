import { expect, it } from 'vitest';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
} from '../../workspaces/testing.ts';
import { validationError } from '../testing.ts';
import { DescribeTrustedDevices } from './DescribeTrustedDevices.ts';

const test = useWorkspaces();

it('says that a new directory asks nobody for a certificate', async () => {
  const DirectoryId = await testRegistration(test.database);
  expect(await DescribeTrustedDevices(testContext, { DirectoryId }, test)).toEqual({
    DirectoryId,
    DeviceTypes: [],
    RootCertificates: [],
  });
});

it('refuses directories that are not there, and those of others', async () => {
  const DirectoryId = await testRegistration(test.database);
  for (const [context, id] of [
    [strangerContext, DirectoryId],
    [testContext, 'd-ffffffffff'],
  ] as const) {
    expect(await refusal(DescribeTrustedDevices(context, { DirectoryId: id }, test))).toBe(
      'ResourceNotFoundException',
    );
  }
});

it('needs a directory', () => {
  expect(validationError('DescribeTrustedDevices', {})).toContain('directoryId');
});
