import type { Protocol } from '../service.ts';
import { rpcv2Cbor } from './cbor.ts';
import { awsJson } from './json.ts';
import type { ProtocolCodec } from './protocol.ts';
import { awsQuery, ec2Query } from './query.ts';

/** How each protocol that the wire speaks reads and writes. */
export const protocols: { readonly [P in Protocol]: ProtocolCodec } = {
  awsJson1_0: awsJson('1.0'),
  awsJson1_1: awsJson('1.1'),
  awsQuery,
  ec2Query,
  rpcv2Cbor,
};
