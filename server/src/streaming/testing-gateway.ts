import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { migrations as accessMigrations } from '../access/migrations.ts';
import type { SignInAnswer } from '../access/model/api.ts';
import { own } from '../access/tables.ts';
import { insertDesktop, noSecondFactor, testDirectory } from '../access/testing.ts';
import { systemClock } from '../base/clock.ts';
import { createLogger } from '../base/log.ts';
import { CertificateAuthority, type KeyPairPem } from '../base/pki.ts';
import { Sealer } from '../base/seal.ts';
import type { Protocol } from '../base/streamProtocols.ts';
import type { Database } from '../database/database.ts';
import { Notifications } from '../database/notifications.ts';
import { testDatabase } from '../database/testing.ts';
import { migrations as workflowsMigrations } from '../workflows/migrations.ts';
import { workflowQueue } from '../workflows/queue.ts';
import { migrations as workspacesMigrations } from '../workspaces/migrations.ts';
import { own as workspacesOwn } from '../workspaces/tables.ts';
import { createGateway, type GatewayDeps } from './gateway.ts';
import { ViewerHandshake } from './rfb/viewer.ts';
import { FakeDisplay, FakeViewer, serveGateway, serverInit } from './testing.ts';

/** A viewer's side of the RFB handshake. */
export const viewerReply = Buffer.from('RFB 003.008\n\u0001\u0001', 'latin1');

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a client has besides. */
interface ClientOptions {
  /** Its certificate. */
  tls?: SecureContextOptions;
  headers?: Record<string, string>;
}

interface GatewayOptions {
  tls?: TlsOptions;
  trustedProxies?: readonly string[];
  /** What its port is for; for all unless given. */
  protocol?: Protocol;
  /** Any that is free unless given. */
  listenPort?: number;
  /** What clients with certificates are told. */
  devicePort?: number;
}

/** What the tests of a file want otherwise. */
export interface GroundOptions {
  /** A web client that was built; else there is one of two files. */
  clientDirectory?: string;
  secondFactor?: GatewayDeps['secondFactor'];
}

/** What lives as long as the tests of a file. */
interface Ground {
  authority: CertificateAuthority;
  endpoint: KeyPairPem;
  connection: Awaited<ReturnType<typeof testDatabase>>;
  notifications: Notifications;
  clientDirectory: string;
}

/** What each test has anew; a test may replace it, and what stands here at its end is closed. */
interface Running {
  gateway: Awaited<ReturnType<typeof serveGateway>>;
  display: FakeDisplay;
}

/**
 * A gateway and the display of the WorkSpace `ws-aaaaaaaaa`, whose user is `ada` with the password `right`, for the
 * tests of a file.
 * @param desktopAddress a loopback address that no other file takes: files run at the same time
 * @param agentSecret what opens its side channels
 * @param wanted what the file wants otherwise
 */
export function useGateway(desktopAddress: string, agentSecret?: string, wanted: GroundOptions = {}) {
  const sealer = new Sealer(randomBytes(32));
  const log = createLogger('test', 'silent');
  let ground: Ground | undefined;
  let running: Running | undefined;
  const theGround = () => there(ground);
  const theRunning = () => there(running);

  beforeAll(async () => {
    const authority = await CertificateAuthority.load(await CertificateAuthority.create('test', new Date()));
    const connection = await testDatabase(workflowsMigrations, workspacesMigrations, accessMigrations);
    ground = {
      authority,
      endpoint: await authority.issue({ commonName: 'localhost', dnsNames: ['localhost'] }),
      connection,
      notifications: new Notifications({ newClient: connection.newClient, log }),
      clientDirectory: wanted.clientDirectory ?? makeClientDirectory(),
    };
  });

  afterAll(async () => {
    if (!ground) return;
    if (!wanted.clientDirectory) rmSync(ground.clientDirectory, { recursive: true });
    await ground.notifications.close();
    await ground.connection.close();
  });

  beforeEach(async () => {
    const { authority, connection } = theGround();
    const { database } = connection;
    await own(database).deleteFrom('access.session').execute();
    await workspacesOwn(database).deleteFrom('workspaces.workspace').execute();
    const workspaceId = 'ws-aaaaaaaaa';
    await insertDesktop(database, sealer, {
      workspaceId,
      userName: 'ada',
      managementAddress: desktopAddress,
      vncPassword: 'secret12',
      ...(agentSecret !== undefined && { agentSecret }),
    });
    const certificate = await authority.issue({ commonName: workspaceId, dnsNames: [workspaceId] });
    running = {
      display: await FakeDisplay.start(desktopAddress, 5900, { ...certificate, password: 'secret12' }),
      gateway: await startGateway(),
    };
  });

  afterEach(async () => {
    await running?.gateway.close();
    await running?.display.close();
  });

  function startGateway(options: GatewayOptions = {}) {
    const { tls, trustedProxies = [], protocol, listenPort, devicePort } = options;
    const { authority, endpoint, connection, notifications, clientDirectory } = theGround();
    const handlers = createGateway({
      database: connection.database,
      queue: workflowQueue,
      notifications,
      sealer,
      clock: systemClock,
      log,
      caCertificatePem: authority.certificatePem,
      clientDirectory,
      trustedProxies,
      devicePort,
      secondFactor: wanted.secondFactor ?? noSecondFactor,
      host: { cpus: 4, memoryMib: 16_384, overcommit: true },
      checkPassword: async (_directoryId, userName, password) => ({
        userName,
        result: password === 'right' ? 'accepted' : 'rejected',
      }),
    });
    const port = protocol ? { ...handlers, ...handlers.portOf(protocol) } : handlers;
    return serveGateway(port, endpoint, tls, listenPort);
  }

  async function send(
    path: string,
    options: { method?: string; headers?: object; body?: string; tls?: SecureContextOptions } = {},
  ): Promise<Answer> {
    const request = httpsRequest(theRunning().gateway.url + path, {
      method: options.method ?? 'GET',
      headers: { ...options.headers },
      ...options.tls,
      ca: theGround().authority.certificatePem,
      agent: false,
    });
    request.end(options.body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
  }

  function post(path: string, body: object, { tls, headers }: ClientOptions = {}): Promise<Answer> {
    const own = { 'content-type': 'application/json', origin: theRunning().gateway.url };
    return send(path, {
      method: 'POST',
      headers: { ...own, ...headers },
      body: JSON.stringify(body),
      ...(tls && { tls }),
    });
  }

  async function signIn(): Promise<{ sessionToken: string; ticket: string }> {
    const { registrationCode } = testDirectory;
    const answer = await post('/api/sign-in', { registrationCode, userName: 'ada', password: 'right' });
    const { sessionToken, desktop } = JSON.parse(answer.body) as SignInAnswer;
    return { sessionToken, ticket: desktop.status === 'ready' ? desktop.ticket : '' };
  }

  function openViewer(origin?: string | null, { tls, headers }: ClientOptions = {}): FakeViewer {
    const { certificatePem } = theGround().authority;
    return new FakeViewer(theRunning().gateway.url, certificatePem, origin, {
      ...tls,
      ...(headers && { headers }),
    });
  }

  /** A stream past the handshake, on both of its ends. */
  async function connect() {
    const { ticket, sessionToken } = await signIn();
    const viewer = openViewer();
    await viewer.open(ticket);
    expect(await viewer.read(ViewerHandshake.greeting.length)).toEqual(ViewerHandshake.greeting);
    viewer.webSocket.send(viewerReply);
    expect(await viewer.read(serverInit.length)).toEqual(serverInit);
    return { viewer, desktop: await theRunning().display.next(), sessionToken };
  }

  return {
    get database(): Database {
      return theGround().connection.database;
    },
    get authority() {
      return theGround().authority;
    },
    get gateway() {
      return theRunning().gateway;
    },
    set gateway(gateway) {
      theRunning().gateway = gateway;
    },
    get display() {
      return theRunning().display;
    },
    set display(display) {
      theRunning().display = display;
    },
    startGateway,
    send,
    post,
    signIn,
    openViewer,
    connect,
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The tests have not begun yet.');
  return value;
}

/** The built client, as far as the gateway knows it. */
function makeClientDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'alcove-client-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html>');
  writeFileSync(join(directory, 'assets/main-ABC.js'), 'start();'.repeat(100));
  writeFileSync(join(directory, 'assets/main-ABC.js.gz'), gzipSync('start();'.repeat(100)));
  return directory;
}
