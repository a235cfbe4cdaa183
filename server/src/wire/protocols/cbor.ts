import { cbor, dateToTag } from '@smithy/core/cbor';
import { Fault } from '../faults.ts';
import { EMPTY_STRUCTURE } from '../shapes.ts';
import { errorMembers, faultOf, type ProtocolCodec } from './protocol.ts';
import { parseTimestamp } from './timestamp.ts';
import { type Leaves, readStructure, writeStructure } from './tree.ts';

const PROTOCOL_HEADER = { 'smithy-protocol': 'rpc-v2-cbor' };
const HEADERS = { 'content-type': 'application/cbor', ...PROTOCOL_HEADER };
/** CBOR's tag of a number of seconds since 1970. */
const EPOCH_TAG = 1;

/** Smithy RPC v2 CBOR: service and operation in the path, a CBOR map per message. */
export const rpcv2Cbor: ProtocolCodec = {
  readInput: (input, { bytes }) => readStructure(input, decode(bytes), leaves),
  writeOutput(_service, { output: shape }, output) {
    if (shape === EMPTY_STRUCTURE) return { status: 200, headers: PROTOCOL_HEADER, body: '' };
    return { status: 200, headers: HEADERS, body: encode(writeStructure(shape, output, leaves)) };
  },
  writeError(service, error) {
    const members = errorMembers(error);
    const body = error.shape ? writeStructure(error.shape, members, leaves) : members;
    const queryError = { 'x-amzn-query-error': `${error.queryCode};${faultOf(error)}` };
    return {
      status: error.status,
      headers: { ...HEADERS, ...(service?.queryCompatible ? queryError : {}) },
      body: encode({ __type: service ? `${service.namespace}#${error.code}` : error.code, ...body }),
    };
  },
};

function decode(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  try {
    return cbor.deserialize(bytes) as unknown;
  } catch {
    throw new Fault('malformed', 'Could not parse request body into cbor');
  }
}

/** A copy, since the encoder reuses its buffer. */
function encode(value: unknown): Uint8Array {
  return Buffer.from(cbor.serialize(value));
}

const leaves: Leaves = {
  readTimestamp(value) {
    const seconds = typeof value === 'object' && value !== null && isEpoch(value) ? value.value : value;
    return typeof seconds === 'number' || typeof seconds === 'bigint'
      ? parseTimestamp(Number(seconds), 'epoch-seconds')
      : undefined;
  },
  readBlob: (value) => (value instanceof Uint8Array ? value : undefined),
  readNumber(value) {
    if (typeof value === 'bigint') return Number(value);
    return typeof value === 'number' ? value : undefined;
  },
  writeTimestamp: (value) => dateToTag(value),
  writeBlob: (value) => value,
  writeNumber: (value) => value,
};

function isEpoch(value: object): value is { tag: number; value: unknown } {
  return 'tag' in value && Number(value.tag) === EPOCH_TAG && 'value' in value;
}
