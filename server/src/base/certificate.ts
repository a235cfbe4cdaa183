import 'reflect-metadata'; // @peculiar/x509 needs it loaded first
import { X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** What a certificate says of itself, in the terms of RFC 5280. */
export interface Certificate {
  readonly certificate: X509Certificate;
  /** SHA-256 of its DER form, in hexadecimal. */
  readonly fingerprint: string;
  readonly commonName: string | undefined;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly isAuthority: boolean;
  /** How many authorities may lie between this one and the last certificate; undefined: any number. */
  readonly pathLengthMax: number | undefined;
  /** Undefined: its key may be used for everything. */
  readonly keyUsage: { digitalSignature: boolean; keyCertSign: boolean } | undefined;
  /** Object identifiers; undefined: for every purpose. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  /** It is signed with MD5 or SHA-1, which can be forged. */
  readonly isWeaklySigned: boolean;
  /** A critical extension that we do not know: nobody may rely on the certificate (RFC 5280, section 4.2). */
  readonly unknownCriticalExtension: string | undefined;
}

export const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
export const ANY_EXTENDED_KEY_USAGE = '2.5.29.37.0';

const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
/** Names of a subject matter to nobody here: a certificate stands for a device, and the user is another question. */
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const KNOWN = new Set([BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, SUBJECT_ALTERNATIVE_NAME]);

/**
 * Reads a certificate in DER, or the first one of a PEM text.
 * @returns undefined for what is none
 */
export function readCertificate(content: Buffer | string): Certificate | undefined {
  try {
    const certificate = new X509Certificate(content);
    return factsOf(certificate, new x509.X509Certificate(new Uint8Array(certificate.raw)));
  } catch {
    // Neither library has an error of its own for what is malformed.
    return undefined;
  }
}

function factsOf(certificate: X509Certificate, parsed: x509.X509Certificate): Certificate {
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension);
  const usages = parsed.getExtension(x509.KeyUsagesExtension)?.usages;
  const extended = parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages;
  return {
    certificate,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    commonName: parsed.subjectName.getField('CN').find((name) => name.trim() !== ''),
    notBefore: parsed.notBefore,
    notAfter: parsed.notAfter,
    isAuthority: constraints?.ca === true,
    pathLengthMax: constraints?.pathLength,
    keyUsage:
      usages === undefined
        ? undefined
        : {
            digitalSignature: (usages & x509.KeyUsageFlags.digitalSignature) !== 0,
            keyCertSign: (usages & x509.KeyUsageFlags.keyCertSign) !== 0,
          },
    extendedKeyUsage: extended?.map(String),
    isWeaklySigned: /^(MD5|SHA-?1)$/i.test(hashOf(parsed)),
    unknownCriticalExtension: parsed.extensions.find(({ critical, type }) => critical && !KNOWN.has(type))
      ?.type,
  };
}

function hashOf({ signatureAlgorithm }: x509.X509Certificate): string {
  return 'hash' in signatureAlgorithm ? signatureAlgorithm.hash.name : '';
}
