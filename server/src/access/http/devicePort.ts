import { constants } from 'node:crypto';
import type { TlsOptions } from 'node:tls';

/**
 * TLS of the port on which devices show their certificates. It asks for one and takes any, and none: whether it is worth
 * something depends on the directory, which is known later (trustedDeviceGate.ts); that the client has the key to it
 * is proved by the handshake. Browsers would ask their users for a certificate, so that web clients use another port.
 */
export const devicePortTls: Readonly<TlsOptions> = {
  requestCert: true,
  rejectUnauthorized: false,
  // Earlier versions show the certificate to whoever listens.
  minVersion: 'TLSv1.3',
  // A session that is taken up again has the device's certificate, but not those above it.
  secureOptions: constants.SSL_OP_NO_TICKET,
};
