import { randomBytes, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { CertificateAuthority, type KeyPairPem } from '../base/pki.ts';
import { Sealer } from '../base/seal.ts';
import type { Home } from '../config/home.ts';

const RENEW_BEFORE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Makes what is missing of the installation's keys: master key, certificate authority, endpoint certificate. */
export async function ensureKeys(home: Home, now: Date): Promise<void> {
  if (!existsSync(home.masterKeyFile)) writeWhole(home.masterKeyFile, randomBytes(32), 0o600);
  if (!existsSync(authorityFiles(home).certificate)) {
    const pair = await CertificateAuthority.create(`Alcove CA ${randomBytes(4).toString('hex')}`, now);
    writeKeyPair(authorityFiles(home), pair);
  }
  await ensureEndpointCertificate(home, now);
}

/** Opens secrets in the database. */
export function loadSealer(home: Home): Sealer {
  return new Sealer(readFileSync(home.masterKeyFile));
}

export function loadAuthority(home: Home): Promise<CertificateAuthority> {
  return CertificateAuthority.load(readKeyPair(authorityFiles(home)));
}

/** What clients of the endpoints trust. */
export function authorityCertificateFile(home: Home): string {
  return authorityFiles(home).certificate;
}

/** The authority's certificate alone: what clients and gateways check others by. */
export function loadAuthorityCertificate(home: Home): string {
  return readFileSync(authorityFiles(home).certificate, 'utf8');
}

/** The certificate of the API's and the gateway's HTTPS ports. */
export function loadEndpointCertificate(home: Home): KeyPairPem {
  return readKeyPair(endpointFiles(home));
}

interface KeyPairFiles {
  certificate: string;
  key: string;
}

const authorityFiles = (home: Home): KeyPairFiles => ({
  certificate: join(home.pki, 'ca.crt'),
  key: join(home.pki, 'ca.key'),
});

const endpointFiles = (home: Home): KeyPairFiles => ({
  certificate: join(home.pki, 'endpoint.crt'),
  key: join(home.pki, 'endpoint.key'),
});

async function ensureEndpointCertificate(home: Home, now: Date): Promise<void> {
  const files = endpointFiles(home);
  const names = endpointNames();
  if (existsSync(files.certificate) && existsSync(files.key)) {
    const certificate = new X509Certificate(readFileSync(files.certificate));
    const expires = new Date(certificate.validTo).getTime();
    const known = certificate.subjectAltName ?? '';
    const isCurrent = [...names.dnsNames, ...names.ipAddresses].every((name) => known.includes(name));
    if (isCurrent && expires - now.getTime() > RENEW_BEFORE_DAYS * DAY_MS) return;
  }
  const authority = await loadAuthority(home);
  writeKeyPair(files, await authority.issue({ commonName: hostname(), ...names }, now));
}

/** Every name that this host is likely to be called by. */
function endpointNames(): { dnsNames: string[]; ipAddresses: string[] } {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((address) => address.family === 'IPv4')
    .map((address) => address.address);
  return {
    dnsNames: [...new Set(['localhost', hostname()])],
    ipAddresses: [...new Set(['127.0.0.1', ...addresses])],
  };
}

function readKeyPair(files: KeyPairFiles): KeyPairPem {
  return {
    certificatePem: readFileSync(files.certificate, 'utf8'),
    privateKeyPem: readFileSync(files.key, 'utf8'),
  };
}

/** The key first: a certificate without its key would be taken as complete by the next start. */
function writeKeyPair(files: KeyPairFiles, pair: KeyPairPem): void {
  writeWhole(files.key, pair.privateKeyPem, 0o600);
  writeWhole(files.certificate, pair.certificatePem, 0o644);
}

/** Writes under another name and renames, so that a kill leaves the old file or the new one. */
export function writeWhole(path: string, content: string | Buffer, mode: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const draft = `${path}.new`;
  writeFileSync(draft, content, { mode });
  chmodSync(draft, mode);
  renameSync(draft, path);
}
