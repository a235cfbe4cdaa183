import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../server/src/base/clock.ts';
import { createLogger } from '../../server/src/base/log.ts';
import { CertificateAuthority, type KeyPairPem } from '../../server/src/base/pki.ts';
import { Sealer } from '../../server/src/base/seal.ts';
import { connect, type DatabaseConnection, type HostConnection } from '../../server/src/database/connect.ts';
import { EmbeddedPostgres } from '../../server/src/database/embedded/postgres.ts';
import { migrate } from '../../server/src/database/migrate.ts';
import { Notifications } from '../../server/src/database/notifications.ts';
import { type LifecycleDeps, workflows } from '../../server/src/directories/lifecycle/index.ts';
import { migrations as directoriesMigrations } from '../../server/src/directories/migrations.ts';
import { connectEngine, type EngineAddress, EngineDaemon } from '../../server/src/engine/index.ts';
import { createLinuxFabric } from '../../server/src/fabric/index.ts';
import { buildImage, loadRecipe } from '../../server/src/images/index.ts';
import { desiredFabric, HOST_NAME_PREFIX } from '../../server/src/networks/index.ts';
import { migrations as networksMigrations } from '../../server/src/networks/migrations.ts';
import { testVpc } from '../../server/src/networks/testing.ts';
import type { RequestContext } from '../../server/src/wire/operation.ts';
import { migrations as workflowsMigrations } from '../../server/src/workflows/migrations.ts';
import { WorkflowWorker } from '../../server/src/workflows/worker.ts';

/** What a process needs in order to be a worker of the lab: see directoryWorker.ts. */
export interface LabAccess {
  connection: HostConnection;
  engine: { address: EngineAddress; pool: string };
  authority: KeyPairPem;
  imageAlias: string;
}

const HOME = join(tmpdir(), 'alcove-e2e-directory');
const NOBODY = { uid: 65534, gid: 65534 };
const MANAGEMENT_CIDR = '198.18.6.0/25';

const log = createLogger('test', process.env.ALCOVE_TEST_LOG ?? 'silent');
const engineOptions = { stateDirectory: join(HOME, 'engine'), poolSizeGib: 20, log };

export const sealer = new Sealer(Buffer.alloc(32, 6));

/** The room's dependencies as a worker process has them. */
export async function openLab(access: LabAccess): Promise<Lab> {
  const connection = connect({ connection: access.connection, log });
  const engine = await connectEngine(access.engine);
  const fabric = openFabric();
  const authority = await CertificateAuthority.load(access.authority);
  const deps: LifecycleDeps = {
    ...{ database: connection.database, engine, fabric, sealer, authority, clock: systemClock, log },
    installation: 'e2e',
    managementCidr: MANAGEMENT_CIDR,
    ensureImage: async () => access.imageAlias,
  };
  return new Lab(connection, deps);
}

export class Lab {
  readonly connection: DatabaseConnection;
  readonly deps: LifecycleDeps;

  constructor(connection: DatabaseConnection, deps: LifecycleDeps) {
    this.connection = connection;
    this.deps = deps;
  }

  /** Starts a worker on the lab's directories, as the worker role does: the fabric comes first. */
  async startWorker(
    onBoundary?: ConstructorParameters<typeof WorkflowWorker>[0]['onBoundary'],
    deps = this.deps,
  ): Promise<{ stop(): Promise<void> }> {
    const { newClient } = this.connection;
    await deps.fabric.reconcile(() => desiredFabric(deps.database));
    const notifications = new Notifications({ newClient, log });
    const worker = new WorkflowWorker({
      ...{ database: deps.database, newClient, notifications, log },
      workflows: workflows(deps),
      ...(onBoundary && { onBoundary }),
    });
    await worker.start();
    return {
      stop: async () => {
        await worker.stop();
        await notifications.close();
      },
    };
  }

  async close(): Promise<void> {
    this.deps.fabric.close();
    this.deps.engine.close();
    await this.connection.close();
  }
}

/** A database, an engine, a fabric with one VPC and the controllers' image, all for this test alone. */
export async function startLab() {
  await removeLab();
  await mkdir(HOME, { recursive: true });
  const image = await buildImage({
    recipe: await loadRecipe('controller'),
    cacheDirectory: '/var/cache/alcove/images',
    log,
  });
  const postgres = await EmbeddedPostgres.start({
    directory: join(HOME, 'database'),
    user: NOBODY,
    extraSettings: { fsync: 'off' },
    log,
  });
  const daemon = await EngineDaemon.start(engineOptions);
  const access: LabAccess = {
    connection: postgres.superuserConnection,
    engine: { address: daemon.address, pool: daemon.pool },
    authority: await CertificateAuthority.create('Test', new Date()),
    imageAlias: image.alias,
  };
  const lab = await openLab(access);
  const { database, engine } = lab.deps;
  await migrate(database, networksMigrations, workflowsMigrations, directoriesMigrations);
  await engine.ensureImage(image);
  const context = testContext();
  const vpc = await testVpc(database, context);
  const stop = async () => {
    await lab.close();
    daemon.release();
    await postgres.stop();
    await removeLab();
  };
  return { access, lab, context, vpc, stop };
}

function testContext(): RequestContext {
  const accountId = '123456789012';
  return {
    ...{ requestId: randomUUID(), accountId, region: 'us-east-1', sourceIp: '127.0.0.1' },
    principal: { arn: `arn:aws:iam::${accountId}:root`, userId: accountId, accessKeyId: 'AKIAEXAMPLE' },
    clock: systemClock,
    log,
  };
}

function openFabric() {
  return createLinuxFabric({
    prefix: 'e2ed',
    stateDirectory: join(HOME, 'fabric'),
    managementCidr: MANAGEMENT_CIDR,
    uplinkCidr: '198.18.96.0/20',
    guestLinkPrefix: HOST_NAME_PREFIX,
    log,
  });
}

/** Also what a killed run has left. */
async function removeLab(): Promise<void> {
  await EngineDaemon.destroy(engineOptions);
  const fabric = openFabric();
  await fabric.destroy();
  fabric.close();
  await rm(HOME, { recursive: true, force: true });
}
