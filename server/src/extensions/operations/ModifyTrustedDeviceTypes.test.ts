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
import { ImportTrustedRoot } from './ImportTrustedRoot.ts';
import { ModifyTrustedDeviceTypes } from './ModifyTrustedDeviceTypes.ts';

const test = useWorkspaces();

it('says of which types only trusted devices are let in, and of none again', async () => {
  const DirectoryId = await testRegistration(test.database);
  const { certificatePem } = await testCertificate({ commonName: 'Root', authority: true });
  await ImportTrustedRoot(testContext, { DirectoryId, Certificate: certificatePem }, test);
  const modify = async (...DeviceTypes: ('Windows' | 'Osx' | 'Linux')[]) =>
    (await ModifyTrustedDeviceTypes(testContext, { DirectoryId, DeviceTypes }, test)).DeviceTypes;
  expect(await modify('Windows', 'Osx', 'Windows')).toEqual(['Windows', 'Osx']);
  expect(await modify()).toEqual([]);
});

it('refuses to let nobody in, and directories of others', async () => {
  const DirectoryId = await testRegistration(test.database);
  const modify = (context: typeof testContext) =>
    refusal(ModifyTrustedDeviceTypes(context, { DirectoryId, DeviceTypes: ['Windows'] }, test));
  expect(await modify(testContext)).toBe('InvalidResourceStateException');
  expect(await modify(strangerContext)).toBe('ResourceNotFoundException');
});

it('takes types that can show a certificate alone', () => {
  const DirectoryId = 'd-0123456789';
  expect(validationError('ModifyTrustedDeviceTypes', { DirectoryId, DeviceTypes: ['Web'] })).toContain('Web');
  expect(validationError('ModifyTrustedDeviceTypes', { DirectoryId })).toContain('deviceTypes');
});
