import { createHash } from 'node:crypto';
import type { Headers } from './claim.ts';

/** The parts of a request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly url: string;
  readonly headers: Headers;
  /** As it came over the wire, perhaps compressed. */
  readonly body: Uint8Array;
}

/**
 * The canonical request of AWS Signature Version 4.
 * @returns undefined when a header that is said to be signed is not there
 */
export function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
): string | undefined {
  const [path, query] = splitUrl(request.url);
  let headers = '';
  for (const name of signedHeaders) {
    const value = request.headers[name];
    if (value === undefined) return undefined;
    headers += `${name}:${canonicalValue(value)}\n`;
  }
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    headers,
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export function splitUrl(url: string): [path: string, query: string] {
  const index = url.indexOf('?');
  return index < 0 ? [url, ''] : [url.slice(0, index), url.slice(index + 1)];
}

function canonicalValue(value: string | string[]): string {
  return [value].flat().join(',').trim().replace(/\s+/g, ' ');
}

/** Every service but S3 normalises the path and encodes its segments, which are encoded already, once more. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  const slash = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.map(encode).join('/')}${slash}`;
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter): [string, string] => {
      const [name, value] = splitParameter(parameter);
      return [encode(decode(name)), encode(decode(value))];
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function splitParameter(parameter: string): [name: string, value: string] {
  const index = parameter.indexOf('=');
  return index < 0 ? [parameter, ''] : [parameter.slice(0, index), parameter.slice(index + 1)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'));
  } catch {
    // A stray percent sign: nobody signs such a query, so that any fixed reading will do.
    return text;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
