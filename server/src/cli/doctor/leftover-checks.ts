import { sql } from 'kysely';
import { createLogger } from '../../base/log.ts';
import { type Home, installationTag } from '../../config/home.ts';
import type { Settings } from '../../config/settings.ts';
import type { Database } from '../../database/database.ts';
import { openVolumes } from '../../roles/volumes.ts';
import { workflowQueue as queue } from '../../workflows/queue.ts';
import {
  findLeftovers,
  findMissing,
  type Leftover,
  type Missing,
  mendMissing,
  removeLeftovers,
} from '../../workspaces/lifecycle/index.ts';
import type { Finding } from '../doctor.ts';
import { type Local, openLocal } from '../local.ts';

/**
 * What this installation made and no row owns any more, and what a row owns and is not there. The service must run.
 * @param mend removes the former, and brings those of the latter back that can be without a loss
 */
export async function leftoverChecks(home: Home, settings: Settings, mend: boolean): Promise<Finding[]> {
  const local = await openLocal(home, settings);
  try {
    const deps = {
      ...{ database: local.database, engine: local.engine, directories: local.directories, queue },
      installation: installationTag(home),
      volumes: await openVolumes(home, settings),
      log: createLogger('cli', 'error'),
    };
    const removed = mend ? await removeLeftovers(deps) : [];
    const mended = mend ? await mendMissing(deps) : [];
    const leftovers = await findLeftovers(deps);
    const missing = await findMissing(deps);
    return [
      ...kindsOfLeftovers.map((kind) => leftoverFinding(kind, leftovers, removed)),
      ...(await directoryFindings(local, deps.installation, mend)),
      ...kindsOfMissing.map((kind) => missingFinding(kind, missing, mended)),
    ];
  } finally {
    await local.close();
  }
}

const WITH_MEND = 'alcove doctor --leftovers --mend removes what belongs to nothing that Alcove knows';
const kindsOfLeftovers = ['instance', 'volume', 'address', 'machine account'] as const;
const kindsOfMissing = ['instance', 'volume', 'snapshot', 'address', 'machine account', 'image'] as const;

function leftoverFinding(
  kind: Leftover['kind'],
  leftovers: readonly Leftover[],
  removed: readonly Leftover[],
): Finding {
  const names = (list: readonly Leftover[]) => list.filter((item) => item.kind === kind).map(textOf);
  return leftover(plural(kind), names(leftovers), names(removed));
}

const textOf = ({ name, directoryId }: Leftover) => (directoryId ? `${name} in ${directoryId}` : name);

function leftover(what: string, present: readonly string[], removed: readonly string[]): Finding {
  const ok = present.length === 0;
  const past = removed.length > 0 ? `removed: ${removed.join(', ')}` : 'none';
  return {
    name: `leftover ${what}`,
    ok,
    detail: ok ? past : present.join(', '),
    mend: ok ? '' : WITH_MEND,
  };
}

function missingFinding(
  kind: Missing['kind'],
  missing: readonly Missing[],
  mended: readonly Missing[],
): Finding {
  // What was asked for with a workflow may be on its way still.
  const begun = new Set(mended.map(({ name }) => name));
  const present = missing.filter((item) => item.kind === kind && !begun.has(item.name));
  const done = mended.filter((item) => item.kind === kind).map(({ name }) => name);
  const ok = present.length === 0;
  const past = done.length > 0 ? `mended: ${done.join(', ')}` : 'none';
  return {
    name: `missing ${plural(kind)}`,
    ok,
    detail: ok ? past : present.map(({ name, ownerId }) => describe(name, ownerId)).join(', '),
    mend: ok ? '' : present.map(({ mend }) => mend).join('; '),
  };
}

const describe = (name: string, ownerId: string) =>
  name.startsWith(ownerId) ? name : `${name} of ${ownerId}`;

const plurals: Readonly<Record<string, string>> = { address: 'addresses' };
const plural = (kind: string) => plurals[kind] ?? `${kind}s`;

/** Controllers and addresses of directories that are not there any more. */
async function directoryFindings(
  { database, engine }: Local,
  installation: string,
  mend: boolean,
): Promise<Finding[]> {
  const controllers = await controllersWithoutDirectory(database, engine, installation);
  if (mend) for (const name of controllers) await engine.deleteInstance(name);
  const addresses = await addressesWithoutDirectory(database);
  if (mend) for (const ownerId of addresses) await release(database, ownerId);
  return [
    leftover('domain controllers', mend ? [] : controllers, mend ? controllers : []),
    leftover('directory addresses', mend ? [] : addresses, mend ? addresses : []),
  ];
}

async function controllersWithoutDirectory(
  database: Database,
  engine: Local['engine'],
  installation: string,
): Promise<string[]> {
  const instances = await engine.instances({ installation, kind: 'controller' });
  const { rows } = await sql<{ id: string }>`select directory_id as id from directories.directory`.execute(
    database,
  );
  const known = new Set(rows.map(({ id }) => id));
  return instances.filter(({ labels }) => !known.has(labels.directoryId ?? '')).map(({ name }) => name);
}

async function addressesWithoutDirectory(database: Database): Promise<string[]> {
  const { rows } = await sql<{ owner: string }>`
    select distinct owner_id as owner from (
      select owner_id from networks.network_interface
      union all select owner_id from networks.management_address
    ) given
    where owner_id like 'd-%' and not exists
      (select from directories.directory where owner_id like directory_id || '%')`.execute(database);
  return rows.map(({ owner }) => owner);
}

async function release(database: Database, ownerId: string): Promise<void> {
  await sql`delete from networks.network_interface where owner_id = ${ownerId}`.execute(database);
  await sql`delete from networks.management_address where owner_id = ${ownerId}`.execute(database);
}
