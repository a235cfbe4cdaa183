import { createServer, type Server } from 'node:https';
import type { TlsOptions } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { devicePortTls, directoryPasswords, radiusSecondFactor } from '../access/index.ts';
import { Notifications } from '../database/notifications.ts';
import { createGateway, type PortHandlers } from '../streaming/index.ts';
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
    devicePort: settings['gateway.devicePort'] || undefined,
    checkPassword: directoryPasswords(database, caCertificatePem),
    secondFactor: radiusSecondFactor(database, sealer),
    host: hostSize(settings),
  });
  // By now the web client's files and the keys are in memory; the checkout may be out of an ordinary user's reach.
  dropPrivileges();
  const servers: Server[] = [];
  const open = async (
    setting: 'gateway.port' | 'gateway.devicePort' | 'gateway.pcoipPort' | 'gateway.wspPort',
    handlers: PortHandlers,
    tls: TlsOptions = {},
  ) => {
    if (settings[setting] === 0 && setting !== 'gateway.port') return;
    const { privateKeyPem: key, certificatePem: cert } = certificate;
    const server = createServer({ ...tls, key, cert });
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.on('request', handlers.handleRequest);
    server.on('upgrade', handlers.handleUpgrade);
    await listen(server, settings[setting], settings['gateway.listenAddress'], setting);
    servers.push(server);
  };
  await open('gateway.port', gateway);
  // No browser comes to these, which would ask its user for a certificate.
  await open('gateway.devicePort', gateway, devicePortTls);
  await open('gateway.pcoipPort', gateway.portOf('PCOIP'), devicePortTls);
  await open('gateway.wspPort', gateway.portOf('WSP'), devicePortTls);
  return {
    close: async () => {
      // Nobody new comes in while the streams say goodbye.
      const closed = Promise.all(servers.map((server) => closeServer(server)));
      await gateway.close();
      await closed;
      await notifications.close();
      await connection.close();
    },
  };
};
