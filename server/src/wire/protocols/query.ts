import { EMPTY_STRUCTURE } from '../shapes.ts';
import type { ProtocolCodec } from './protocol.ts';
import { faultOf } from './protocol.ts';
import { readParameters } from './query-reader.ts';
import { element, textElement, writeMembers, XML_DECLARATION } from './xml.ts';

const HEADERS = { 'content-type': 'text/xml;charset=UTF-8' };
/** The namespace of errors that no service answers for. */
const FAULT_XMLNS = 'http://webservices.amazon.com/AWSFault/2005-15-09';

/** AWS query: form parameters in, XML out (STS, IAM, CloudWatch's older clients). */
export const awsQuery: ProtocolCodec = {
  readInput: (input, { parameters }) => readParameters(input, parameters, 'awsQuery'),
  writeOutput(service, { name, output: shape }, output, requestId) {
    const result = shape === EMPTY_STRUCTURE ? '' : element(`${name}Result`, writeMembers(shape, output));
    const metadata = element('ResponseMetadata', textElement('RequestId', requestId));
    return {
      status: 200,
      headers: HEADERS,
      body: document(`${name}Response`, service.query?.xmlns, result + metadata),
    };
  },
  writeError(service, error, requestId) {
    const details = element(
      'Error',
      textElement('Type', faultOf(error)) +
        textElement('Code', error.queryCode) +
        textElement('Message', error.message) +
        (error.shape ? writeMembers(error.shape, error.members) : ''),
    );
    const body = details + textElement('RequestId', requestId);
    const xmlns = service?.query?.xmlns ?? FAULT_XMLNS;
    return { status: error.status, headers: HEADERS, body: document('ErrorResponse', xmlns, body) };
  },
};

/** EC2's dialect of it. */
export const ec2Query: ProtocolCodec = {
  readInput: (input, { parameters }) => readParameters(input, parameters, 'ec2Query'),
  writeOutput(service, { name, output: shape }, output, requestId) {
    const members = shape === EMPTY_STRUCTURE ? textElement('return', 'true') : writeMembers(shape, output);
    const body = textElement('requestId', requestId) + members;
    return { status: 200, headers: HEADERS, body: document(`${name}Response`, service.query?.xmlns, body) };
  },
  writeError(_service, error, requestId) {
    const details = textElement('Code', error.queryCode) + textElement('Message', error.message);
    const body = element('Errors', element('Error', details)) + textElement('RequestID', requestId);
    return { status: error.status, headers: HEADERS, body: document('Response', undefined, body) };
  },
};

function document(root: string, xmlns: string | undefined, content: string): string {
  return `${XML_DECLARATION}\n<${root}${xmlns ? ` xmlns="${xmlns}"` : ''}>${content}</${root}>`;
}
