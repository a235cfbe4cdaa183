import { sql } from 'kysely';
import { type Home, installationTag } from '../../config/home.ts';
import type { Settings } from '../../config/settings.ts';
import type { Database } from '../../database/database.ts';
import { openVolumes } from '../../roles/volumes.ts';
import { findLeftovers } from '../../workspaces/lifecycle/index.ts';
import type { Finding } from '../doctor.ts';
import { type Local, openLocal } from '../local.ts';

/** What this installation made and no row owns any more. The service must run. */
export async function leftoverChecks(home: Home, settings: Settings): Promise<Finding[]> {
  const local = await openLocal(home, settings);
  try {
    const installation = installationTag(home);
    const { database, engine } = local;
    const onEngine = await findLeftovers({
      database,
      engine,
      installation,
      volumes: await openVolumes(home, settings),
    });
    const instances = onEngine.filter(({ kind }) => kind === 'instance').map(({ name }) => name);
    const volumes = onEngine.filter(({ kind }) => kind === 'volume').map(({ name }) => name);
    return [
      check('instances', [...instances, ...(await controllersWithoutDirectory(local, installation))]),
      check('volumes', volumes),
      check('addresses', await addressesWithoutOwner(database)),
      check('machine accounts', await accountsWithoutWorkspace(local)),
    ];
  } finally {
    await local.close();
  }
}

function check(what: string, leftovers: readonly string[]): Finding {
  const ok = leftovers.length === 0;
  return {
    name: `leftover ${what}`,
    ok,
    detail: ok ? 'none' : leftovers.join(', '),
    mend: ok
      ? ''
      : 'they belong to nothing that Alcove knows; remove them by hand, and report how they came about',
  };
}

async function controllersWithoutDirectory(
  { database, engine }: Local,
  installation: string,
): Promise<string[]> {
  const instances = await engine.instances({ installation, kind: 'controller' });
  const { rows } = await sql<{ id: string }>`select directory_id as id from directories.directory`.execute(
    database,
  );
  const known = new Set(rows.map(({ id }) => id));
  return instances.filter(({ labels }) => !known.has(labels.directoryId ?? '')).map(({ name }) => name);
}

async function addressesWithoutOwner(database: Database): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select address || ' of ' || owner_id as address from (
      select host(address) as address, owner_id from networks.network_interface
      union all select host(address), owner_id from networks.management_address
    ) given
    where (owner_id like 'ws-%' and not exists (select from workspaces.workspace where workspace_id = owner_id))
       or (owner_id like 'd-%' and not exists
           (select from directories.directory where owner_id like directory_id || '%'))`.execute(database);
  return rows.map(({ address }) => address);
}

async function accountsWithoutWorkspace({ database, directories }: Local): Promise<string[]> {
  const active = await sql<{ id: string }>`
    select directory_id as id from directories.directory where stage = 'Active'`.execute(database);
  const { rows } = await sql<{ name: string }>`
    select upper(computer_name) as name from workspaces.workspace where computer_name is not null`.execute(
    database,
  );
  const known = new Set(rows.map(({ name }) => name));
  const accounts = await Promise.all(
    active.rows.map(async ({ id }) =>
      (await directories.listMachineAccounts(id)).map((name) => `${name} in ${id}`),
    ),
  );
  return accounts.flat().filter((account) => !known.has(account.split(' ')[0] ?? ''));
}
