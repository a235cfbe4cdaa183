import { createServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { directoryPasswords, radiusSecondFactor } from '../access/index.ts';
import { Notifications } from '../database/notifications.ts';
import { createGateway } from '../streaming/index.ts';
import { loadAuthorityCertificate, loadEndpointCertificate } from '../supervisor/keys.ts';
import { workflowQueue as queue } from '../workflows/queue.ts';
import { openDatabase } from './database.ts';
import { hostSize } from './hostSize.ts';
import { closeServer, listen } from './listen.ts';
import type { Role } from './role.ts';

/** Where `npm run build` puts the web client. */
const CLIENT_DIRECTORY = fileURLToPath(new URL('../../../client/dist', import.meta.url));

/** For a request to arrive whole; none of the gateway's has a large body. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Signs users in and streams their desktops; the role that the internet may see. */
export const gateway: Role = async ({ home, settings, sealer, clock, log, dropPrivileges }) => {
  const certificate = loadEndpointCertificate(home);
  const caCertificatePem = loadAuthorityCertificate(home);
  const connection = openDatabase(home, settings, 'gateway', log);
  const { database, newClient } = connection;
  const notifications = new Notifications({ newClient, log });
  const gateway = createGateway({
    ...{ database, queue, sealer, clock, log, notifications, caCertificatePem },
    clientDirectory: CLIENT_DIRECTORY,
    publicUrl: settings['gateway.publicUrl'] || undefined,
    trustedProxies: settings['gateway.trustedProxies'],
    checkPassword: directoryPasswords(database, caCertificatePem),
    secondFactor: radiusSecondFactor(database, sealer),
    host: hostSize(settings),
  });
  // By now the web client's files and the keys are in memory; the checkout may be out of an ordinary user's reach.
  dropPrivileges();
  const server = createServer({ key: certificate.privateKeyPem, cert: certificate.certificatePem });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.on('request', gateway.handleRequest);
  server.on('upgrade', gateway.handleUpgrade);
  await listen(server, settings['gateway.port'], settings['gateway.listenAddress'], 'gateway.port');
  return {
    close: async () => {
      // Nobody new comes in while the streams say goodbye.
      const closed = closeServer(server);
      await gateway.close();
      await closed;
      await notifications.close();
      await connection.close();
    },
  };
};
