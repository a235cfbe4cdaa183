import { Fault } from '../faults.ts';

/** What a request says about its signature, before anything of it is believed. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
  /** As it was signed: `20261121T101500Z`. */
  readonly timestamp: string;
  readonly instant: Date;
  readonly sessionToken: string | undefined;
  /** How long a presigned URL is good for; undefined when the signature is in the header. */
  readonly expiresSeconds: number | undefined;
}

export interface CredentialScope {
  /** `20261121` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** The headers of a request as node:http gives them. */
export type Headers = { readonly [name: string]: string | string[] | undefined };

const ALGORITHM = 'AWS4-HMAC-SHA256';
const EXPIRES_SECONDS_MAX = 7 * 24 * 3600;

/**
 * Finds the signature in the `Authorization` header or, for presigned requests, in the query string.
 * @throws Fault of kind `missingAuthentication` or `incompleteSignature`
 */
export function readClaim(headers: Headers, query: URLSearchParams): SignatureClaim {
  if (query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature')) return readPresigned(query);
  const authorization = one(headers.authorization);
  if (!authorization) throw new Fault('missingAuthentication', 'Missing Authentication Token');
  return readAuthorization(authorization, headers);
}

function readAuthorization(authorization: string, headers: Headers): SignatureClaim {
  const [algorithm, ...rest] = authorization.split(' ');
  const fields = new Map(
    rest
      .join(' ')
      .split(',')
      .map((field) => splitAt(field.trim(), '=')),
  );
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !fields.get(name));
  if (algorithm !== ALGORITHM || missing.length > 0) {
    const texts = missing.map((name) => `Authorization header requires '${name}' parameter.`);
    throw incomplete([...texts, `Authorization=${algorithm}`].join(' '));
  }
  const timestamp = one(headers['x-amz-date']) ?? basicFormat(one(headers.date));
  if (!timestamp) {
    throw incomplete(
      `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=${algorithm}`,
    );
  }
  return {
    ...readCredential(fields.get('Credential') ?? ''),
    ...readTimestamp(timestamp),
    signedHeaders: (fields.get('SignedHeaders') ?? '').split(';'),
    signature: fields.get('Signature') ?? '',
    sessionToken: one(headers['x-amz-security-token']),
    expiresSeconds: undefined,
  };
}

function readPresigned(query: URLSearchParams): SignatureClaim {
  const missing = ['Algorithm', 'Credential', 'Signature', 'SignedHeaders', 'Date', 'Expires']
    .map((name) => `X-Amz-${name}`)
    .filter((name) => !query.get(name));
  if (missing.length > 0) {
    throw incomplete(
      `AWS query-string parameters must include ${missing.map((name) => `'${name}'`).join(', ')}.`,
    );
  }
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) {
    throw incomplete(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const expiresSeconds = Number(query.get('X-Amz-Expires'));
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > EXPIRES_SECONDS_MAX) {
    throw incomplete(`X-Amz-Expires must be between 1 and ${EXPIRES_SECONDS_MAX} seconds`);
  }
  return {
    ...readCredential(query.get('X-Amz-Credential') ?? ''),
    ...readTimestamp(query.get('X-Amz-Date') ?? ''),
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
    expiresSeconds,
  };
}

function readCredential(credential: string): Pick<SignatureClaim, 'accessKeyId' | 'scope'> {
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || rest.length > 0) {
    throw incomplete(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term',
    );
  }
  return { accessKeyId, scope: { date, region, service } };
}

const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

function readTimestamp(timestamp: string): Pick<SignatureClaim, 'timestamp' | 'instant'> {
  const instant = new Date(timestamp.replace(TIMESTAMP, '$1-$2-$3T$4:$5:$6Z'));
  if (!TIMESTAMP.test(timestamp) || Number.isNaN(instant.getTime())) {
    throw incomplete(`Date must be in ISO-8601 'basic format'. Got '${timestamp}'.`);
  }
  return { timestamp, instant };
}

/** An HTTP date in the form that signatures have. */
function basicFormat(httpDate: string | undefined): string | undefined {
  const instant = new Date(httpDate ?? '');
  return Number.isNaN(instant.getTime()) ? undefined : formatBasic(instant);
}

/** `20261121T101500Z` */
export function formatBasic(instant: Date): string {
  return instant.toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function splitAt(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function incomplete(message: string): Fault {
  return new Fault('incompleteSignature', message);
}
