import {
  ANY_EXTENDED_KEY_USAGE,
  type Certificate,
  CLIENT_AUTHENTICATION,
  readCertificate,
} from '../../base/certificate.ts';
import type { DeviceProof } from './client.ts';

/** From the device's certificate to the root, both included (the guide's "maximum length of certificate chain"). */
const CHAIN_LENGTH_MAX = 4;
/** A client sends what lies between its certificate and the root; it may send the roots of several directories too. */
const CERTIFICATES_MAX = 8;

export type DeviceCheck = { proof: DeviceProof } | { reason: string };

/**
 * Whether a device's certificate chains up to one of the roots, by the rules of RFC 5280 (section 6) as far as they
 * concern devices: signatures, validity, authorities and their path lengths, key usage, critical extensions.
 * Revocation is not looked at, as the guide has it.
 * @param shown in DER: the device's certificate first, then those above it in any order
 * @param rootPems the directory's roots
 */
export function checkDevice(shown: readonly Buffer[], rootPems: readonly string[], now: Date): DeviceCheck {
  const [leaf, ...others] = shown.slice(0, CERTIFICATES_MAX).map(readCertificate);
  if (shown.length === 0) return { reason: 'the client showed no certificate' };
  if (!leaf) return { reason: 'the certificate cannot be read' };
  const reason = defectOfDevice(leaf, now);
  if (reason !== undefined) return { reason };
  const roots = rootPems.map((pem) => readCertificate(pem)).filter((root) => root !== undefined);
  const between = others.filter((certificate) => certificate !== undefined);
  const root = climb({ roots, between, now }, leaf, 1);
  if (!root) return { reason: 'the certificate does not chain up to a root of the directory' };
  return { proof: { certificate: leaf.fingerprint, root: root.fingerprint } };
}

function defectOfDevice(leaf: Certificate, now: Date): string | undefined {
  if (leaf.commonName === undefined) return 'the certificate has no common name';
  if (!leaf.keyUsage?.digitalSignature) return 'the key usage of the certificate lacks digitalSignature';
  const purposes = leaf.extendedKeyUsage;
  if (purposes && !purposes.includes(CLIENT_AUTHENTICATION) && !purposes.includes(ANY_EXTENDED_KEY_USAGE)) {
    return 'the certificate is not for client authentication';
  }
  return defectOfAny(leaf, now);
}

function defectOfAny(certificate: Certificate, now: Date): string | undefined {
  if (certificate.notBefore > now) return 'the certificate is not valid yet';
  if (certificate.notAfter < now) return 'the certificate has expired';
  if (certificate.isWeaklySigned) return 'the certificate is signed with MD5 or SHA-1';
  if (certificate.unknownCriticalExtension !== undefined) {
    return `the certificate has a critical extension that is not known: ${certificate.unknownCriticalExtension}`;
  }
  return undefined;
}

interface Ladder {
  roots: readonly Certificate[];
  /** Those that the client says lie between. */
  between: readonly Certificate[];
  now: Date;
}

/**
 * The root above a certificate.
 * @param length how many certificates the chain has so far
 */
function climb(ladder: Ladder, certificate: Certificate, length: number): Certificate | undefined {
  if (length >= CHAIN_LENGTH_MAX) return undefined;
  // Above the device lie `length - 1` authorities so far: that many the next one has below itself.
  const above = (issuer: Certificate) =>
    mayIssue(issuer, length - 1, ladder.now) && issued(issuer, certificate);
  const root = ladder.roots.find(above);
  if (root) return root;
  for (const issuer of ladder.between) {
    if (isAmong(ladder.roots, issuer) || !isSound(issuer, ladder.now) || !above(issuer)) continue;
    const found = climb(ladder, issuer, length + 1);
    if (found) return found;
  }
  return undefined;
}

const isSound = (certificate: Certificate, now: Date) => defectOfAny(certificate, now) === undefined;

const isAmong = (roots: readonly Certificate[], certificate: Certificate) =>
  roots.some((root) => root.fingerprint === certificate.fingerprint);

/** A root is trusted for itself: who signed it, and how, does not matter. */
function mayIssue(issuer: Certificate, authoritiesBelow: number, now: Date): boolean {
  return (
    issuer.isAuthority &&
    issuer.keyUsage?.keyCertSign !== false &&
    (issuer.pathLengthMax === undefined || authoritiesBelow <= issuer.pathLengthMax) &&
    issuer.notBefore <= now &&
    issuer.notAfter >= now
  );
}

function issued(issuer: Certificate, { certificate }: Certificate): boolean {
  return certificate.checkIssued(issuer.certificate) && certificate.verify(issuer.certificate.publicKey);
}
