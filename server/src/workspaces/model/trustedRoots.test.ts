import { expect, it } from 'vitest';
import {
  digitalSignature,
  type TestCertificateRequest,
  testCertificate,
} from '../../base/testingCertificates.ts';
import { readTrustedRoot } from './trustedRoots.ts';

const now = new Date('2026-11-21T12:00:00Z');
const pem = async (request: TestCertificateRequest) => (await testCertificate(request)).certificatePem;
const rootPem = (more: TestCertificateRequest = {}) => pem({ commonName: 'Root', authority: true, ...more });

function problem(text: string): string {
  const read = readTrustedRoot(text, now);
  return 'problem' in read ? read.problem : 'taken';
}

it('takes a root with what may stand around it', async () => {
  const text = `subject=CN = Root\r\n${(await rootPem()).replaceAll('\n', '\r\n')}\r\n`;
  const root = readTrustedRoot(text, now);
  expect(root).toMatchObject({
    commonName: 'Root',
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    notAfter: new Date('2100-01-01T00:00:00Z'),
    certificatePem: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n[^\r]*-----END CERTIFICATE-----\n$/),
  });
  expect(problem(await rootPem({ keyUsage: 0 }))).toBe('taken');
});

it.each([
  ['', 'It is no Base64-encoded (PEM) certificate.'],
  ['nonsense', 'It is no Base64-encoded (PEM) certificate.'],
  ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'The certificate cannot be read.'],
])('refuses %j', (text, expected) => {
  expect(problem(text)).toBe(expected);
});

it('refuses several certificates, and a private key', async () => {
  const { certificatePem, privateKeyPem } = await testCertificate({ commonName: 'Root', authority: true });
  expect(problem(certificatePem + certificatePem)).toContain('several certificates');
  expect(problem(certificatePem + privateKeyPem)).toContain('private key');
});

it('refuses what is no root', async () => {
  const issuer = await testCertificate({ commonName: 'Root', authority: true });
  expect(problem(await pem({ authority: true }))).toContain('no Common Name');
  expect(problem(await pem({ commonName: 'Device' }))).toContain('certificate authority');
  expect(problem(await rootPem({ keyUsage: digitalSignature }))).toContain('sign certificates');
  expect(problem(await rootPem({ criticalExtension: '1.2.3.4' }))).toContain('1.2.3.4');
  expect(problem(await rootPem({ commonName: 'Middle', issuer }))).toContain('not signed by itself');
  // Of the same name, and signed by another.
  expect(problem(await rootPem({ issuer }))).toContain('not signed by itself');
});

it('refuses one before and after its time', async () => {
  expect(problem(await rootPem({ notBefore: new Date('2027-01-01T00:00:00Z') }))).toContain('not valid yet');
  expect(problem(await rootPem({ notAfter: new Date('2026-01-01T00:00:00Z') }))).toContain('expired');
});
