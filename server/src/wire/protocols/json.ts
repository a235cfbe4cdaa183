import { Fault } from '../faults.ts';
import type { TimestampFormat } from '../shapes.ts';
import { errorMembers, faultOf, type ProtocolCodec } from './protocol.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';
import { type Leaves, readStructure, writeStructure } from './tree.ts';

/** AWS JSON 1.0 and 1.1: a JSON object per message, the operation in the header `X-Amz-Target`. */
export function awsJson(version: '1.0' | '1.1'): ProtocolCodec {
  const contentType = `application/x-amz-json-${version}`;
  return {
    readInput: (input, { bytes }) => readStructure(input, parse(bytes), leaves),
    writeOutput: (_service, operation, output) => ({
      status: 200,
      headers: { 'content-type': contentType },
      body: JSON.stringify(writeStructure(operation.output, output, leaves)),
    }),
    writeError(service, error) {
      const type = version === '1.0' && service ? `${service.namespace}#${error.code}` : error.code;
      const members = errorMembers(error);
      const body = error.shape ? writeStructure(error.shape, members, leaves) : members;
      const queryError = { 'x-amzn-query-error': `${error.queryCode};${faultOf(error)}` };
      return {
        status: error.status,
        headers: { 'content-type': contentType, ...(service?.queryCompatible ? queryError : {}) },
        body: JSON.stringify({ __type: type, ...body }),
      };
    },
  };
}

function parse(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')) as unknown;
  } catch {
    throw new Fault('malformed', 'Could not parse request body into json');
  }
}

/** Numbers that JSON has no word for travel as text. */
const NOT_FINITE = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const DEFAULT_TIMESTAMP: TimestampFormat = 'epoch-seconds';

const leaves: Leaves = {
  readTimestamp(value, format = DEFAULT_TIMESTAMP) {
    return typeof value === 'string' || typeof value === 'number' ? parseTimestamp(value, format) : undefined;
  },
  readBlob(value) {
    return typeof value === 'string' && BASE64.test(value) ? Buffer.from(value, 'base64') : undefined;
  },
  readNumber(value) {
    return typeof value === 'string' ? NOT_FINITE.get(value) : typeof value === 'number' ? value : undefined;
  },
  writeTimestamp: (value, format = DEFAULT_TIMESTAMP) => formatTimestamp(value, format),
  writeBlob: (value) => Buffer.from(value).toString('base64'),
  writeNumber: (value) => (Number.isFinite(value) ? value : String(value)),
};
