import { Fault, spell } from './faults.ts';
import { ApiError } from './operation.ts';
import type { WireError } from './protocols/protocol.ts';
import type { Protocol, ServiceDefinition } from './service.ts';

const INTERNAL = new Fault(
  'internal',
  'The request could not be processed because of an internal failure. Its request id stands in the log.',
);

const UNAVAILABLE = new Fault('unavailable', 'The service is not available at the moment. Please try again.');

/** Whether what was thrown means "not now" rather than "not so". */
export type Unavailability = (thrown: unknown) => boolean;

/** Whatever was thrown, as the caller may see it: only an {@link ApiError} or a {@link Fault} speaks for itself. */
export function toWireError(
  thrown: unknown,
  protocol: Protocol,
  service: ServiceDefinition | undefined,
  isUnavailable: Unavailability,
): WireError {
  if (thrown instanceof ApiError) return fromApiError(thrown, service);
  const fault = thrown instanceof Fault ? thrown : isUnavailable(thrown) ? UNAVAILABLE : INTERNAL;
  const { code, status, message } = spell(protocol, fault);
  return { code, queryCode: code, status, message, members: {}, shape: service?.error(code)?.shape };
}

function fromApiError(error: ApiError, service: ServiceDefinition | undefined): WireError {
  const model = service?.error(error.code);
  return {
    code: error.code,
    queryCode: model?.queryCode ?? error.code,
    status: model?.status ?? error.status,
    message: error.message,
    members: error.members,
    shape: model?.shape,
  };
}
