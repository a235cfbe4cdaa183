import { createHash, createHmac } from 'node:crypto';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import type { Credentials } from '../credentials.ts';
import type { SignedRequest } from './canonical.ts';
import { type VerifyOptions, verifySignature } from './verify.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const CREDENTIALS: Credentials = {
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  accountId: '123456789012',
  principalArn: 'arn:aws:iam::123456789012:root',
  principalUserId: '123456789012',
  isOperator: true,
};

interface Signing {
  secretAccessKey?: string;
  sessionToken?: string;
  accessKeyId?: string;
  region?: string;
  service?: string;
}

function signer(signing: Signing): SignatureV4 {
  const { accessKeyId = ACCESS_KEY_ID, secretAccessKey = CREDENTIALS.secretAccessKey } = signing;
  return new SignatureV4({
    credentials: {
      accessKeyId,
      secretAccessKey,
      ...(signing.sessionToken ? { sessionToken: signing.sessionToken } : {}),
    },
    region: signing.region ?? 'us-east-1',
    service: signing.service ?? 'sts',
    sha256: Sha256,
    applyChecksum: true,
  });
}

const TARGET = { 'x-amz-target': 'Service.Operation' };

/** A request signed by the SDK's signer, as node:http would hand it over. */
async function signed(
  {
    path = '/',
    query = {},
    body = '{}',
    method = 'POST',
    headers = {},
    at = NOW,
    ...signing
  }: Signing & {
    path?: string;
    query?: Record<string, string>;
    body?: string;
    method?: string;
    headers?: Record<string, string>;
    at?: Date;
  } = {},
  presignSeconds?: number,
): Promise<SignedRequest> {
  const request = new HttpRequest({
    method,
    hostname: 'localhost',
    path,
    query,
    headers: { host: 'localhost', ...headers },
    ...(body === '' ? {} : { body }),
  });
  const v4 = signer(signing);
  const result =
    presignSeconds === undefined
      ? await v4.sign(request, { signingDate: at })
      : await v4.presign(request, { signingDate: at, expiresIn: presignSeconds });
  const parameters = Object.entries(result.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return {
    method,
    url: parameters.length > 0 ? `${path}?${parameters.join('&')}` : path,
    headers: Object.fromEntries(
      Object.entries(result.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: Buffer.from(body),
  };
}

function verify(request: SignedRequest, options: Partial<VerifyOptions> = {}) {
  return verifySignature(request, {
    lookup: async (accessKeyId) => (accessKeyId === ACCESS_KEY_ID ? CREDENTIALS : undefined),
    now: NOW,
    signingName: 'sts',
    regions: ['us-east-1'],
    ...options,
  });
}

test('accepts what the SDK signs, and tells who it was and for which Region', async () => {
  const request = await signed({ headers: { ...TARGET, 'x-extra': '  two   spaces ' } });
  expect(await verify(request)).toEqual({
    accessKeyId: ACCESS_KEY_ID,
    region: 'us-east-1',
    credentials: CREDENTIALS,
  });
});

test.each([
  ['/', {}],
  ['/service/Granite/operation/PutMetricData', {}],
  ['/a b/c+d/%7e/é', {}],
  ['/a//b/./c/../d/', {}],
  ['/', { Action: 'GetCallerIdentity', Version: '2011-06-15' }],
  ['/', { b: 'x y+z', a: "é~*'()!", 'a b': '', A: '%41&=' }],
])('canonicalises %s %o as the signer does', async (path, query) => {
  expect(await verify(await signed({ path, query }))).toMatchObject({ accessKeyId: ACCESS_KEY_ID });
});

test('accepts presigned requests, with a body or without, until they expire', async () => {
  const query = { Action: 'GetCallerIdentity', Version: '2011-06-15', note: "a b+c/é~*'" };
  const at = new Date(NOW.getTime() - 3600_000);
  const get = await signed({ method: 'GET', body: '', query, at }, 3601);
  expect(get.headers.authorization).toBeUndefined();
  expect(await verify(get)).toMatchObject({ accessKeyId: ACCESS_KEY_ID });
  expect(await verify(await signed({ query }, 60))).toMatchObject({ accessKeyId: ACCESS_KEY_ID });
  await expect(verify(get, { now: new Date(NOW.getTime() + 2000) })).rejects.toMatchObject({
    kind: 'signatureExpired',
  });
});

const tamper: [string, (request: SignedRequest) => SignedRequest][] = [
  ['the body', (request) => ({ ...request, body: Buffer.from('{"a":1}') })],
  ['the method', (request) => ({ ...request, method: 'GET' })],
  ['the path', (request) => ({ ...request, url: '/other' })],
  ['the query', (request) => ({ ...request, url: '/?Action=Other' })],
  ['a signed header', (request) => ({ ...request, headers: { ...request.headers, 'x-amz-target': 'A.B' } })],
  ['the host', (request) => ({ ...request, headers: { ...request.headers, host: 'elsewhere' } })],
  [
    'a signed header that is gone',
    (request) => ({ ...request, headers: { ...request.headers, 'x-amz-target': undefined } }),
  ],
  ['the signature', (request) => withAuthorization(request, /Signature=./, 'Signature=')],
  [
    'a signature that is no hexadecimal number',
    (request) => withAuthorization(request, /Signature=\w+/, 'Signature=zz'),
  ],
];

test.each(tamper)('notices a change of %s', async (_what, change) => {
  const request = change(await signed({ headers: TARGET }));
  await expect(verify(request)).rejects.toMatchObject({
    kind: 'signatureMismatch',
    message: expect.stringMatching(/^The request signature we calculated does not match/),
  });
});

test('notices a wrong secret, also in presigned requests', async () => {
  const secretAccessKey = 'wrong';
  await expect(verify(await signed({ secretAccessKey }))).rejects.toMatchObject({
    kind: 'signatureMismatch',
  });
  const presigned = await signed({ secretAccessKey }, 60);
  await expect(verify(presigned)).rejects.toMatchObject({ kind: 'signatureMismatch' });
});

test('insists that what decides about the operation is signed', async () => {
  const request = await signed();
  const headers = { ...request.headers, 'x-amz-target': 'Service.Other' };
  await expect(verify({ ...request, headers })).rejects.toMatchObject({
    kind: 'incompleteSignature',
    message: "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.",
  });
});

test('refuses unknown keys, and temporary credentials without or with a wrong token', async () => {
  const unknown = { kind: 'unknownKey', message: 'The security token included in the request is invalid.' };
  await expect(verify(await signed({ accessKeyId: 'AKIANOBODY' }))).rejects.toMatchObject(unknown);
  const lookup = async () => ({ ...CREDENTIALS, sessionToken: 'right' });
  await expect(verify(await signed(), { lookup })).rejects.toMatchObject(unknown);
  await expect(verify(await signed({ sessionToken: 'wrong' }), { lookup })).rejects.toMatchObject(unknown);
  await expect(verify(await signed({ sessionToken: 'any' }))).rejects.toMatchObject(unknown);
  const right = await signed({ sessionToken: 'right' });
  expect(await verify(right, { lookup })).toMatchObject({ accessKeyId: ACCESS_KEY_ID });
});

test('refuses temporary credentials after their time, but only to who has the secret', async () => {
  const lookup = async () => ({ ...CREDENTIALS, sessionToken: 'token', expiresAt: NOW });
  await expect(verify(await signed({ sessionToken: 'token' }), { lookup })).rejects.toMatchObject({
    kind: 'tokenExpired',
  });
  const forged = await signed({ sessionToken: 'token', secretAccessKey: 'wrong' });
  await expect(verify(forged, { lookup })).rejects.toMatchObject({ kind: 'signatureMismatch' });
});

test('refuses clocks that are more than five minutes off, in words from which SDKs correct theirs', async () => {
  const at = (minutes: number) => signed({ at: new Date(NOW.getTime() + minutes * 60_000) });
  for (const minutes of [-5, 5]) expect(await verify(await at(minutes))).toBeDefined();
  await expect(verify(await at(-6))).rejects.toMatchObject({
    kind: 'signatureExpired',
    message:
      'Signature expired: 20261121T115400Z is now earlier than 20261121T115500Z (20261121T120000Z - 5 min.)',
  });
  await expect(verify(await at(6))).rejects.toMatchObject({
    kind: 'signatureExpired',
    message:
      'Signature not yet current: 20261121T120600Z is still later than 20261121T120500Z (20261121T120000Z + 5 min.)',
  });
});

test('refuses other Regions and services than the ones served', async () => {
  await expect(verify(await signed({ region: 'mars-north-1' }))).rejects.toMatchObject({
    kind: 'wrongScope',
    message: 'Credential should be scoped to a valid region. ',
  });
  await expect(verify(await signed({ service: 'ec2' }))).rejects.toMatchObject({
    kind: 'wrongScope',
    message: "Credential should be scoped to correct service: 'sts'. ",
  });
  const otherDay = withAuthorization(await signed(), '/20261121/', '/20261120/');
  await expect(verify(otherDay)).rejects.toMatchObject({ kind: 'wrongScope' });
});

test.each([
  ['nothing', undefined, 'missingAuthentication', 'Missing Authentication Token'],
  [
    'an older algorithm',
    'AWS akid:signature',
    'incompleteSignature',
    /Authorization header requires 'Credential'/,
  ],
  [
    'no signature',
    'AWS4-HMAC-SHA256 Credential=a/20261121/r/s/aws4_request, SignedHeaders=host',
    'incompleteSignature',
    "Authorization header requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256",
  ],
  [
    'half a credential',
    'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00',
    'incompleteSignature',
    /exactly 5 slash-delimited elements/,
  ],
])('tells what is wrong with an authorization of %s', async (_what, authorization, kind, message) => {
  const request = await signed();
  const refused = verify({ ...request, headers: { ...request.headers, authorization } });
  await expect(refused).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
});

test('tells what is wrong with the parameters of a presigned request', async () => {
  const request = await signed({ query: { Action: 'X' } }, 60);
  const change = (from: string | RegExp, to: string) =>
    verify({ ...request, url: request.url.replace(from, to) });
  await expect(change('X-Amz-Expires=60', 'X-Amz-Expires=604801')).rejects.toMatchObject({
    message: 'X-Amz-Expires must be between 1 and 604800 seconds',
  });
  await expect(change('HMAC-SHA256', 'HMAC-SHA1')).rejects.toMatchObject({ kind: 'incompleteSignature' });
  await expect(change(/&X-Amz-Date=\w+/, '')).rejects.toMatchObject({
    message: "AWS query-string parameters must include 'X-Amz-Date'.",
  });
  await expect(change(/X-Amz-Date=\w+/, 'X-Amz-Date=today')).rejects.toMatchObject({
    kind: 'incompleteSignature',
  });
});

test('takes the date from the Date header when there is no other', async () => {
  const date = 'Sat, 21 Nov 2026 12:00:00 GMT';
  const body = createHash('sha256').update('').digest('hex');
  const canonical = `GET\n/\n\ndate:${date}\nhost:localhost\n\ndate;host\n${body}`;
  const scope = '20261121/us-east-1/sts/aws4_request';
  const digest = createHash('sha256').update(canonical).digest('hex');
  const key = ['20261121', 'us-east-1', 'sts', 'aws4_request'].reduce<string | Buffer>(
    (derived, part) => createHmac('sha256', derived).update(part).digest(),
    `AWS4${CREDENTIALS.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n20261121T120000Z\n${scope}\n${digest}`)
    .digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY_ID}/${scope}, SignedHeaders=date;host, Signature=${signature}`;
  const headers = { host: 'localhost', date, authorization };
  expect(await verify({ method: 'GET', url: '/', headers, body: Buffer.alloc(0) })).toBeDefined();
});

function withAuthorization(request: SignedRequest, from: string | RegExp, to: string): SignedRequest {
  const authorization = String(request.headers.authorization).replace(from, to);
  return { ...request, headers: { ...request.headers, authorization } };
}
