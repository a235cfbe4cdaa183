import type { Protocol } from './service.ts';

/** What can be wrong with a request before an operation sees it, or with us. */
export type FaultKind =
  | 'missingAuthentication'
  | 'incompleteSignature'
  | 'wrongScope'
  | 'signatureExpired'
  | 'unknownKey'
  | 'tokenExpired'
  | 'signatureMismatch'
  | 'accessDenied'
  | 'throttled'
  | 'unknownOperation'
  | 'notImplemented'
  | 'malformed'
  | 'tooLarge'
  | 'unavailable'
  | 'internal';

/** A {@link FaultKind} with its text; every protocol has its own code and status for it. */
export class Fault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string) {
    super(message);
    this.name = 'Fault';
    this.kind = kind;
  }
}

/** A code, a status and, where the service says the same whatever the cause, the text. */
type Spelling = readonly [code: string, status: number, message?: string];

const NOT_VALIDATED = 'AWS was not able to validate the provided access credentials';

const JSON_SPELLINGS: { readonly [K in FaultKind]: Spelling } = {
  missingAuthentication: ['MissingAuthenticationTokenException', 400],
  incompleteSignature: ['IncompleteSignatureException', 400],
  wrongScope: ['InvalidSignatureException', 400],
  signatureExpired: ['InvalidSignatureException', 400],
  unknownKey: ['UnrecognizedClientException', 400],
  tokenExpired: ['ExpiredTokenException', 400],
  signatureMismatch: ['InvalidSignatureException', 400],
  accessDenied: ['AccessDeniedException', 400],
  throttled: ['ThrottlingException', 400],
  unknownOperation: ['UnknownOperationException', 400],
  notImplemented: ['NotImplementedException', 501],
  malformed: ['SerializationException', 400],
  tooLarge: ['RequestEntityTooLargeException', 413],
  unavailable: ['ServiceUnavailableException', 503],
  internal: ['InternalServerException', 500],
};

const QUERY_SPELLINGS: { readonly [K in FaultKind]: Spelling } = {
  missingAuthentication: ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
  incompleteSignature: ['IncompleteSignature', 400],
  wrongScope: ['SignatureDoesNotMatch', 403],
  signatureExpired: ['SignatureDoesNotMatch', 403],
  unknownKey: ['InvalidClientTokenId', 403],
  tokenExpired: ['ExpiredToken', 403],
  signatureMismatch: ['SignatureDoesNotMatch', 403],
  accessDenied: ['AccessDenied', 403],
  throttled: ['Throttling', 400],
  unknownOperation: ['InvalidAction', 400],
  notImplemented: ['NotImplemented', 501],
  malformed: ['MalformedInput', 400],
  tooLarge: ['RequestEntityTooLarge', 413],
  unavailable: ['ServiceUnavailable', 503],
  internal: ['InternalFailure', 500],
};

const EC2_SPELLINGS: { readonly [K in FaultKind]: Spelling } = {
  ...QUERY_SPELLINGS,
  missingAuthentication: ['MissingParameter', 400, 'The request must contain the parameter AWSAccessKeyId'],
  wrongScope: ['AuthFailure', 401, NOT_VALIDATED],
  signatureExpired: ['RequestExpired', 400, 'Request has expired.'],
  unknownKey: ['AuthFailure', 401, NOT_VALIDATED],
  tokenExpired: ['RequestExpired', 400, 'Request has expired.'],
  signatureMismatch: ['AuthFailure', 401, NOT_VALIDATED],
  accessDenied: ['UnauthorizedOperation', 403],
  throttled: ['RequestLimitExceeded', 503, 'Request limit exceeded.'],
  malformed: ['InvalidParameterValue', 400],
  unavailable: ['Unavailable', 503],
  internal: ['InternalError', 500],
};

const SPELLINGS: { readonly [P in Protocol]: { readonly [K in FaultKind]: Spelling } } = {
  awsJson1_0: JSON_SPELLINGS,
  awsJson1_1: JSON_SPELLINGS,
  rpcv2Cbor: { ...JSON_SPELLINGS, unknownOperation: ['UnknownOperationException', 404] },
  awsQuery: QUERY_SPELLINGS,
  ec2Query: EC2_SPELLINGS,
};

/** How the services that speak a protocol tell of a fault. SDKs retry `throttled`, `unavailable` and `internal`, and
 * nothing else of these. */
export function spell(protocol: Protocol, fault: Fault): { code: string; status: number; message: string } {
  const [code, status, message] = SPELLINGS[protocol][fault.kind];
  return { code, status, message: message ?? fault.message };
}
