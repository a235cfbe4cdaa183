import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority } from '../../../base/pki.ts';
import { Sealer } from '../../../base/seal.ts';
import { connect, type DatabaseConnection } from '../../../database/connect.ts';
import { tables } from '../../../database/database.ts';
import { runsFor, waitForRun } from '../../../workflows/history.ts';
import type { WorkflowTables } from '../../../workflows/tables.ts';
import type { OnBoundary } from '../../../workflows/task.ts';
import { startTestWorker } from '../../../workflows/testing.ts';
import type { AnyWorkflow } from '../../../workflows/workflow.ts';
import { CreateWorkspaces } from '../../operations/CreateWorkspaces.ts';
import type { Deps } from '../../operations/index.ts';
import { TerminateWorkspaces } from '../../operations/TerminateWorkspaces.ts';
import { findWorkspace } from '../../store/workspaces.ts';
import { testClock, testContext, testRegistration, workspacesTest } from '../../testing.ts';
import type { LifecycleDeps } from '../deps.ts';
import { workflows } from '../index.ts';
import { FakeDirectories } from './fakeDirectories.ts';
import { FakeEngine } from './fakeEngine.ts';
import { FakeFabric } from './fakeFabric.ts';
import { FakeVolumes } from './fakeVolumes.ts';
import { Faults } from './faults.ts';

/** Two worlds of one test run share the loopback network, so each takes a range of its own. */
let worlds = 0;

/** A worker on a real database, with engine, fabric and directories in memory. */
export class World {
  readonly faults = new Faults();
  readonly engine = new FakeEngine(this.faults);
  readonly volumes = new FakeVolumes(this.faults);
  readonly fabric = new FakeFabric(this.engine, this.faults);
  readonly directories = new FakeDirectories(this.faults);
  readonly #test: Awaited<ReturnType<typeof workspacesTest>>;
  readonly #lookups: DatabaseConnection;
  readonly deps: LifecycleDeps;
  readonly directoryId: string;
  #worker: Awaited<ReturnType<typeof startTestWorker>> | undefined;
  #users = 0;

  static async create(): Promise<World> {
    const test = await workspacesTest();
    const outboxDirectory = await mkdtemp(join(tmpdir(), 'alcove-outbox-'));
    const authority = await CertificateAuthority.load(
      await CertificateAuthority.create('Test', testClock.now()),
    );
    const lookups = connect({ connection: test.connection, poolSizeMax: 1, log: testContext.log });
    return new World(test, lookups, authority, outboxDirectory, await testRegistration(test.database));
  }

  private constructor(
    test: Awaited<ReturnType<typeof workspacesTest>>,
    lookups: DatabaseConnection,
    authority: CertificateAuthority,
    outboxDirectory: string,
    directoryId: string,
  ) {
    this.#test = test;
    this.#lookups = lookups;
    this.directoryId = directoryId;
    this.deps = {
      ...test.deps,
      engine: this.engine,
      volumes: this.volumes,
      fabric: this.fabric,
      directories: this.directories,
      sealer: new Sealer(Buffer.alloc(32, 1)),
      authority,
      clock: testClock,
      log: testContext.log,
      installation: 'test',
      managementCidr: `127.${(process.pid + worlds++) % 250}.${process.pid % 250}.0/24`,
      ensureEmptyImage: async () => 'empty',
      ensurePublicImage: async (imageId) => {
        const name = `public-${imageId}.root`;
        if (!this.volumes.volumes.has(name)) {
          this.volumes.volumes.set(name, { sizeGib: 80, owner: 1_000_000, content: [imageId] });
        }
        return name;
      },
      createMissingUsers: false,
      timeZone: 'Europe/Berlin',
      invitations: {
        smtpUrl: undefined,
        from: 'Alcove <alcove@example.com>',
        outboxDirectory,
        gatewayUrl: 'https://desktops.example.com',
      },
    };
  }

  /** What the operations need. */
  get operationDeps(): Deps {
    return this.#test.deps;
  }

  get database() {
    return this.#test.database;
  }

  async startWorker(onBoundary?: OnBoundary, deps = this.deps): Promise<void> {
    // A workflow of one input may stand among workflows of all.
    const bodies = workflows(deps) as readonly AnyWorkflow[];
    this.#worker = await startTestWorker(this.#test, bodies, {
      concurrency: 30,
      ...(onBoundary && { onBoundary }),
    });
  }

  /** Asks for a WorkSpace of a user whom the directory has unless told otherwise. */
  async create(options: { exists?: boolean; mail?: string } = {}): Promise<string> {
    const UserName = `user${++this.#users}`;
    if (options.exists ?? true) this.directories.addUser(UserName, options.mail);
    const Workspaces = [{ DirectoryId: this.directoryId, UserName, BundleId: 'wsb-d12stand0' }];
    const { PendingRequests } = await CreateWorkspaces(testContext, { Workspaces }, this.#test.deps);
    const workspaceId = PendingRequests?.[0]?.WorkspaceId;
    if (workspaceId === undefined) throw new Error('The WorkSpace was refused.');
    return workspaceId;
  }

  async terminate(WorkspaceId: string): Promise<void> {
    await TerminateWorkspaces(
      testContext,
      { TerminateWorkspaceRequests: [{ WorkspaceId }] },
      this.#test.deps,
    );
  }

  row(workspaceId: string) {
    return findWorkspace(this.database, workspaceId);
  }

  /** The resource of a run. Asked while runs hold the pool's connections, so it goes by one of its own. */
  async keyOf(runId: string): Promise<string> {
    const { key } = await tables<WorkflowTables>(this.#lookups.database)
      .selectFrom('workflows.run')
      .select('key')
      .where('id', '=', runId)
      .executeTakeFirstOrThrow();
    return key;
  }

  /** Waits for the end of all runs about a resource. @returns how each ended, in order */
  async settled(key: string): Promise<string[]> {
    const worker = this.#worker;
    if (!worker) throw new Error('There is no worker.');
    for (;;) {
      const runs = (await runsFor(this.database, key)).reverse();
      const open = runs.find((run) => run.finishedAt === null);
      if (!open) return runs.map((run) => `${run.type.replace('workspaces.', '')} ${run.status}`);
      await waitForRun(this.database, worker.notifications, open.id, AbortSignal.timeout(60_000));
    }
  }

  /** Everything that anybody has of a WorkSpace, apart from its row. */
  async remains(workspaceId: string, computerName: string): Promise<string[]> {
    const owners = async (table: 'networks.network_interface' | 'networks.management_address') => {
      const rows = await tables<Record<typeof table, { owner_id: string }>>(this.database)
        .selectFrom(table)
        .select('owner_id')
        .where('owner_id', '=', workspaceId)
        .execute();
      return rows.map(() => table);
    };
    return [
      ...[...this.engine.instanceMap.keys()].filter((name) => name === workspaceId),
      ...[...this.volumes.volumes.keys()].filter((name) => name.startsWith(workspaceId)),
      ...[...this.directories.computers].filter((name) => name === computerName),
      ...(await owners('networks.network_interface')),
      ...(await owners('networks.management_address')),
    ];
  }

  async close(): Promise<void> {
    await this.#worker?.stop();
    await this.engine.closeAll();
    await rm(this.deps.invitations.outboxDirectory, { recursive: true });
    await this.#lookups.close();
    await this.#test.close();
  }
}
