import { expect, it } from 'vitest';
import { testCertificate } from '../../base/testingCertificates.ts';
import {
  refusal,
  strangerContext,
  testContext,
  testRegistration,
  useWorkspaces,
} from '../../workspaces/testing.ts';
import { validationError } from '../testing.ts';
import { DeleteTrustedRoot } from './DeleteTrustedRoot.ts';
import { ImportTrustedRoot } from './ImportTrustedRoot.ts';
import { ModifyTrustedDeviceTypes } from './ModifyTrustedDeviceTypes.ts';

const test = useWorkspaces();

async function directoryWithRoot(): Promise<{ DirectoryId: string; Fingerprint: string }> {
  const DirectoryId = await testRegistration(test.database);
  const { certificatePem } = await testCertificate({ commonName: 'Root', authority: true });
  const imported = await ImportTrustedRoot(testContext, { DirectoryId, Certificate: certificatePem }, test);
  return { DirectoryId, Fingerprint: imported.RootCertificates[0]?.Fingerprint ?? '' };
}

it('takes a root certificate away', async () => {
  const { DirectoryId, Fingerprint } = await directoryWithRoot();
  const input = { DirectoryId, Fingerprint: Fingerprint.toUpperCase() };
  expect((await DeleteTrustedRoot(testContext, input, test)).RootCertificates).toEqual([]);
  expect(await refusal(DeleteTrustedRoot(testContext, input, test))).toBe('ResourceNotFoundException');
});

it('keeps the last one while only trusted devices are let in', async () => {
  const input = await directoryWithRoot();
  const { DirectoryId } = input;
  await ModifyTrustedDeviceTypes(testContext, { DirectoryId, DeviceTypes: ['Osx'] }, test);
  expect(await refusal(DeleteTrustedRoot(testContext, input, test))).toBe('InvalidResourceStateException');
  await ModifyTrustedDeviceTypes(testContext, { DirectoryId, DeviceTypes: [] }, test);
  expect(await refusal(DeleteTrustedRoot(strangerContext, input, test))).toBe('ResourceNotFoundException');
  expect(await refusal(DeleteTrustedRoot(testContext, input, test))).toBe('accepted');
});

it('needs a fingerprint', () => {
  const DirectoryId = 'd-0123456789';
  expect(validationError('DeleteTrustedRoot', { DirectoryId, Fingerprint: 'x' })).toContain('fingerprint');
});
