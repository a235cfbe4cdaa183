import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CredentialLookup, Credentials } from '../credentials.ts';
import { Fault } from '../faults.ts';
import { canonicalRequest, type SignedRequest, sha256, splitUrl } from './canonical.ts';
import { type CredentialScope, formatBasic, readClaim, type SignatureClaim } from './claim.ts';

/** How far a client's clock may be away from ours. */
const SKEW_MS_MAX = 5 * 60_000;
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

export interface VerifyOptions {
  readonly lookup: CredentialLookup;
  readonly now: Date;
  /** The service's name in the credential scope. */
  readonly signingName: string;
  readonly regions: readonly string[];
}

/** A request whose signature is right. */
export interface VerifiedRequest {
  readonly accessKeyId: string;
  readonly region: string;
  readonly credentials: Credentials;
}

/**
 * Checks the AWS Signature Version 4 of a request, in its header or presigned in its URL.
 * @throws Fault of one of the kinds about signatures
 */
export async function verifySignature(
  request: SignedRequest,
  { lookup, now, signingName, regions }: VerifyOptions,
): Promise<VerifiedRequest> {
  const claim = readClaim(request.headers, new URLSearchParams(splitUrl(request.url)[1]));
  checkScope(claim, signingName, regions);
  checkTime(claim, now);
  checkSignedHeaders(request, claim);
  const credentials = await lookup(claim.accessKeyId);
  if (!credentials || credentials.sessionToken !== claim.sessionToken) {
    throw new Fault('unknownKey', 'The security token included in the request is invalid.');
  }
  checkSignature(request, claim, credentials.secretAccessKey);
  // Last, so that nobody without the secret learns of the token's age.
  if (credentials.expiresAt && credentials.expiresAt <= now) {
    throw new Fault('tokenExpired', 'The security token included in the request is expired');
  }
  return { accessKeyId: claim.accessKeyId, region: claim.scope.region, credentials };
}

function checkScope(
  { scope, timestamp }: SignatureClaim,
  signingName: string,
  regions: readonly string[],
): void {
  if (!regions.includes(scope.region)) {
    throw new Fault('wrongScope', 'Credential should be scoped to a valid region. ');
  }
  if (scope.service !== signingName) {
    throw new Fault('wrongScope', `Credential should be scoped to correct service: '${signingName}'. `);
  }
  if (!timestamp.startsWith(scope.date)) {
    throw new Fault(
      'wrongScope',
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    );
  }
}

/** SDKs correct their clocks when they read these texts. */
function checkTime({ instant, timestamp, expiresSeconds }: SignatureClaim, now: Date): void {
  const ageMs = now.getTime() - instant.getTime();
  const ageMsMax = expiresSeconds === undefined ? SKEW_MS_MAX : expiresSeconds * 1000;
  const shifted = (milliseconds: number) => formatBasic(new Date(now.getTime() + milliseconds));
  if (ageMs > ageMsMax) {
    throw new Fault(
      'signatureExpired',
      `Signature expired: ${timestamp} is now earlier than ${shifted(-ageMsMax)} (${shifted(0)} - ${ageMsMax / 60_000} min.)`,
    );
  }
  if (-ageMs > SKEW_MS_MAX) {
    throw new Fault(
      'signatureExpired',
      `Signature not yet current: ${timestamp} is still later than ${shifted(SKEW_MS_MAX)} (${shifted(0)} + ${SKEW_MS_MAX / 60_000} min.)`,
    );
  }
}

/** Headers that decide what a request does; unsigned, somebody on the way could change them. */
const ALWAYS_SIGNED = ['x-amz-target', 'x-amz-date'];

function checkSignedHeaders({ headers }: SignedRequest, { signedHeaders }: SignatureClaim): void {
  const needed = ['host', ...ALWAYS_SIGNED.filter((name) => headers[name] !== undefined)];
  const missing = needed.find((name) => !signedHeaders.includes(name));
  if (missing === undefined) return;
  const title = missing.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
  throw new Fault('incompleteSignature', `'${title}' must be a 'SignedHeader' in the AWS Authorization.`);
}

function checkSignature(request: SignedRequest, claim: SignatureClaim, secretAccessKey: string): void {
  const canonical = canonicalRequest(request, claim.signedHeaders);
  if (canonical === undefined) throw new Fault('signatureMismatch', MISMATCH);
  const { date, region, service } = claim.scope;
  const stringToSign = [
    'AWS4-HMAC-SHA256',
    claim.timestamp,
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join('\n');
  const expected = hmac(signingKey(secretAccessKey, claim.scope), stringToSign);
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Fault('signatureMismatch', MISMATCH);
  }
}

function hmac(key: string | Uint8Array, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

/** A key is good for a day, a Region and a service; remembering it saves four of five HMACs. */
const signingKeys = new Map<string, Buffer>();
const SIGNING_KEYS_MAX = 1000;

function signingKey(secretAccessKey: string, { date, region, service }: CredentialScope): Buffer {
  // Hashed, so that the secret itself does not stay in memory as a key of this map.
  const id = sha256([secretAccessKey, date, region, service].join('\n'));
  const known = signingKeys.get(id);
  if (known) return known;
  const dateKey = hmac(`AWS4${secretAccessKey}`, date);
  const key = hmac(hmac(hmac(dateKey, region), service), 'aws4_request');
  if (signingKeys.size >= SIGNING_KEYS_MAX) signingKeys.clear();
  signingKeys.set(id, key);
  return key;
}
