import 'reflect-metadata'; // @peculiar/x509 needs it loaded first
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { KeyPairPem } from './pki.ts';

/** A certificate for tests, with which others can be issued. */
export interface TestCertificate extends KeyPairPem {
  readonly der: Buffer;
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface TestCertificateRequest {
  /** None: the subject has no common name. */
  commonName?: string;
  /** None: it signs itself. */
  issuer?: TestCertificate;
  /** Whether it says that it is an authority. */
  authority?: boolean;
  pathLength?: number;
  /** Bits of {@link x509.KeyUsageFlags}; 0: the extension is left out. */
  keyUsage?: number;
  extendedKeyUsage?: string[];
  hash?: 'SHA-256' | 'SHA-1';
  notBefore?: Date;
  notAfter?: Date;
  /** The object identifier of a critical extension that nobody knows. */
  criticalExtension?: string;
}

export const { digitalSignature, keyCertSign, keyAgreement } = x509.KeyUsageFlags;

/** Issues a certificate that is right for an authority or a device unless the request says otherwise. */
export async function testCertificate(request: TestCertificateRequest): Promise<TestCertificate> {
  const { issuer, authority = false, hash = 'SHA-256', extendedKeyUsage } = request;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const { keyUsage = authority ? keyCertSign : digitalSignature } = request;
  const subject: x509.JsonName = [
    { O: ['Example Corp'] },
    ...(request.commonName === undefined ? [] : [{ CN: [request.commonName] }]),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.certificate.subject ?? new x509.Name(subject).toString(),
    notBefore: request.notBefore ?? new Date('2020-01-01T00:00:00Z'),
    notAfter: request.notAfter ?? new Date('2100-01-01T00:00:00Z'),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(authority, request.pathLength, true),
      ...(keyUsage === 0 ? [] : [new x509.KeyUsagesExtension(keyUsage, true)]),
      ...(extendedKeyUsage ? [new x509.ExtendedKeyUsageExtension(extendedKeyUsage)] : []),
      ...(request.criticalExtension
        ? [new x509.Extension(request.criticalExtension, true, new Uint8Array([5, 0]))]
        : []),
    ],
  });
  const privateKey = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString(
    'base64',
  );
  return {
    der: Buffer.from(certificate.rawData),
    certificate,
    keys,
    certificatePem: `${certificate.toString('pem')}\n`,
    privateKeyPem: `-----BEGIN PRIVATE KEY-----\n${privateKey}\n-----END PRIVATE KEY-----\n`,
  };
}
