import { readCertificate } from '../../base/certificate.ts';

/** How many root certificates a directory may have (the administration guide's chapter on trusted devices). */
export const TRUSTED_ROOTS_MAX = 2;

/** A root certificate that may vouch for devices. */
export interface TrustedRoot {
  /** SHA-256 of the certificate, in hexadecimal. */
  fingerprint: string;
  commonName: string;
  certificatePem: string;
  notAfter: Date;
}

/**
 * Reads a root certificate by the guide's requirements: one, Base64-encoded, with a Common Name; and such that a chain
 * can end in it: an authority that may sign certificates, signed by itself, valid now.
 * @returns the root, or what is wrong with it
 */
export function readTrustedRoot(text: string, now: Date): TrustedRoot | { problem: string } {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (/PRIVATE KEY/.test(text)) return { problem: 'It holds a private key, which belongs to nobody else.' };
  const [block] = blocks;
  if (block === undefined) return { problem: 'It is no Base64-encoded (PEM) certificate.' };
  if (blocks.length > 1) return { problem: 'It holds several certificates: import the root alone.' };
  const root = readCertificate(block);
  if (!root) return { problem: 'The certificate cannot be read.' };
  const { commonName, fingerprint, certificate, notBefore, notAfter } = root;
  if (commonName === undefined) return { problem: 'The certificate has no Common Name.' };
  if (!root.isAuthority) return { problem: 'The certificate is not that of a certificate authority.' };
  if (root.keyUsage?.keyCertSign === false) {
    return { problem: 'The key usage of the certificate does not let it sign certificates.' };
  }
  if (root.unknownCriticalExtension !== undefined) {
    return { problem: `It has a critical extension that is not known: ${root.unknownCriticalExtension}.` };
  }
  if (!certificate.checkIssued(certificate) || !certificate.verify(certificate.publicKey)) {
    return { problem: 'The certificate is not signed by itself: it is no root.' };
  }
  if (notBefore > now) return { problem: 'The certificate is not valid yet.' };
  if (notAfter < now) return { problem: 'The certificate has expired.' };
  return { fingerprint, commonName, certificatePem: `${certificate.toString().trim()}\n`, notAfter };
}
