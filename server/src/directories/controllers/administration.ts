import type { Clock } from '../../base/clock.ts';
import type { Database } from '../../database/database.ts';
import type { Engine } from '../../engine/engine.ts';
import { type DirectoryAdministration, DirectoryUnavailableError } from '../administration.ts';
import type { Directory } from '../model/directory.ts';
import { findDirectoryById } from '../store/directories.ts';
import { machineKeytab } from './kerberos/keytab.ts';
import { deleteMachineAccount, ensureMachineAccount, listMachineAccounts } from './machineAccounts.ts';
import { type ControllerSession, withSession } from './session.ts';
import { createUser, findUser, listUsers, setEnabled, setPassword } from './users.ts';

export interface AdministrationDeps {
  database: Database;
  engine: Pick<Engine, 'processId'>;
  clock: Clock;
  /** How long to wait for a controller that is just starting; by default not at all. */
  patienceMs?: number;
}

/** Administers directories through their controllers' privileged sockets: for processes that are root on their host. */
export function createDirectoryAdministration(deps: AdministrationDeps): DirectoryAdministration {
  const on = <T>(
    directoryId: string,
    work: (session: ControllerSession, directory: Directory) => Promise<T>,
  ) => onDirectory(deps, directoryId, work);
  return {
    listUsers: (directoryId) => on(directoryId, listUsers),
    findUser: (directoryId, userName) => on(directoryId, (session) => findUser(session, userName)),
    createUser: (directoryId, user) =>
      on(directoryId, (session, directory) => createUser(session, directory.domainName, user)),
    setPassword: (directoryId, userName, password) =>
      on(directoryId, (session) => setPassword(session, userName, password)),
    setEnabled: (directoryId, userName, enabled) =>
      on(directoryId, (session) => setEnabled(session, userName, enabled)),
    listMachineAccounts: (directoryId) => on(directoryId, listMachineAccounts),
    deleteMachineAccount: (directoryId, computerName) =>
      on(directoryId, (session) => deleteMachineAccount(session, computerName)),
    ensureMachineAccount: (directoryId, computerName, organizationalUnit) =>
      on(directoryId, async (session, directory) => {
        const { domainName } = directory;
        const secret = await ensureMachineAccount(session, computerName, domainName, organizationalUnit);
        const keys = { computerName, domainName, timestamp: deps.clock.now(), ...secret };
        return {
          computerName: computerName.toUpperCase(),
          domainName,
          netbiosName: directory.shortName.toUpperCase(),
          realm: domainName.toUpperCase(),
          keytab: machineKeytab(keys).toString('base64'),
          controllerAddresses: directory.controllers.map((controller) => controller.address),
        };
      }),
  };
}

/** A deletion waits for applications that let go of the directory, and until then these remove their accounts. */
const STAGES_WITH_CONTROLLER = ['Active', 'Impaired', 'Deleting'];

async function onDirectory<T>(
  { database, engine, patienceMs }: AdministrationDeps,
  directoryId: string,
  work: (session: ControllerSession, directory: Directory) => Promise<T>,
): Promise<T> {
  const directory = await findDirectoryById(database, directoryId);
  if (!directory) throw new DirectoryUnavailableError(`There is no directory ${directoryId}.`);
  const [controller] = directory.controllers;
  if (!controller || !STAGES_WITH_CONTROLLER.includes(directory.stage)) {
    throw new DirectoryUnavailableError(`The directory ${directoryId} is ${directory.stage}.`);
  }
  const { instanceName } = controller;
  const { domainName } = directory;
  return withSession(engine, { instanceName, domainName, patienceMs }, (session) => work(session, directory));
}
