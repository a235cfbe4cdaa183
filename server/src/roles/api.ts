import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { isTransientDatabaseError } from '../database/unavailable.ts';
import { credentialLookup } from '../identity/index.ts';
import { loadEndpointCertificate } from '../supervisor/keys.ts';
import { createApiHandler } from '../wire/handler.ts';
import { createThrottle } from '../wire/throttle.ts';
import { openDatabase } from './database.ts';
import { apiFaultInjection } from './fault.ts';
import { closeServer, listen } from './listen.ts';
import type { Role } from './role.ts';
import { registerServices } from './services.ts';

/** The AWS endpoint: HTTPS for everybody, and plain HTTP on the loopback interface where it is set. */
export const api: Role = async ({ home, settings, sealer, clock, log, dropPrivileges }) => {
  const certificate = loadEndpointCertificate(home);
  dropPrivileges();
  const connection = openDatabase(home, settings, 'api', log);
  const { database } = connection;
  const onDone = apiFaultInjection(home, process.env);
  const handler = createApiHandler({
    services: registerServices({ database, sealer, settings }),
    credentials: credentialLookup(database, sealer, clock),
    regions: [settings['region.name']],
    clock,
    log,
    throttle: createThrottle(
      { ratePerSecond: settings['api.throttleRatePerSecond'], burst: settings['api.throttleBurst'] },
      clock,
    ),
    isUnavailable: isTransientDatabaseError,
    ...(onDone && { onDone }),
  });
  const https = createHttpsServer(
    { key: certificate.privateKeyPem, cert: certificate.certificatePem },
    handler,
  );
  await listen(https, settings['api.httpsPort'], settings['api.listenAddress'], 'api.httpsPort');
  const servers: Server[] = [https];
  if (settings['api.httpPort'] !== 0) {
    const http = createHttpServer(handler);
    await listen(http, settings['api.httpPort'], '127.0.0.1', 'api.httpPort');
    servers.push(http);
  }
  return {
    close: async () => {
      await Promise.all(servers.map((server) => closeServer(server)));
      await connection.close();
    },
  };
};
