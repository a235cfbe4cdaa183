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
import { DescribeTrustedDevices } from './DescribeTrustedDevices.ts';
import { ImportTrustedRoot } from './ImportTrustedRoot.ts';

const test = useWorkspaces();

const rootPem = async (commonName: string) =>
  (await testCertificate({ commonName, authority: true })).certificatePem;

it('takes two root certificates, each once', async () => {
  const DirectoryId = await testRegistration(test.database);
  const [one, other] = [await rootPem('One'), await rootPem('Other')];
  for (const Certificate of [one, one, other]) {
    await ImportTrustedRoot(testContext, { DirectoryId, Certificate }, test);
  }
  const shown = await DescribeTrustedDevices(testContext, { DirectoryId }, test);
  expect(shown.DeviceTypes).toEqual([]);
  expect(shown.RootCertificates.map((root) => root.CommonName).sort()).toEqual(['One', 'Other']);
  expect(shown.RootCertificates[0]).toEqual({
    Fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    CommonName: expect.any(String),
    NotAfter: '2100-01-01T00:00:00.000Z',
    ImportedAt: '2026-11-21T12:00:00.000Z',
  });
  const third = ImportTrustedRoot(testContext, { DirectoryId, Certificate: await rootPem('Third') }, test);
  expect(await refusal(third)).toBe('ResourceLimitExceededException');
});

it('refuses what is no root, and directories of others', async () => {
  const DirectoryId = await testRegistration(test.database);
  const { certificatePem } = await testCertificate({ commonName: 'laptop-7' });
  const device = ImportTrustedRoot(testContext, { DirectoryId, Certificate: certificatePem }, test);
  expect(await refusal(device)).toBe('InvalidParameterValuesException');
  const Certificate = await rootPem('One');
  expect(await refusal(ImportTrustedRoot(strangerContext, { DirectoryId, Certificate }, test))).toBe(
    'ResourceNotFoundException',
  );
  expect((await DescribeTrustedDevices(testContext, { DirectoryId }, test)).RootCertificates).toEqual([]);
});

it('needs a certificate', () => {
  expect(validationError('ImportTrustedRoot', { DirectoryId: 'd-0123456789' })).toContain('certificate');
  expect(validationError('ImportTrustedRoot', { DirectoryId: 'x', Certificate: 'x' })).toContain(
    'directoryId',
  );
});
