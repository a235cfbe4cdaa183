import { once } from 'node:events';
import { connect } from 'node:net';
import {
  BusyError,
  Client,
  ConstraintViolationError,
  type Entry,
  type Filter,
  ResultCodeError,
  UnavailableError,
} from 'ldapts';
import { until } from '../../base/until.ts';
import type { Engine } from '../../engine/engine.ts';
import { DirectoryRefusedError, DirectoryUnavailableError } from '../administration.ts';
import { domainDistinguishedName } from '../model/names.ts';

/**
 * Samba's socket for root alone: who connects to it is SYSTEM, without a password and without a way into the VPC.
 * Its path is reached through the root directory of the instance's init process.
 */
const PRIVILEGED_SOCKET = 'var/lib/samba/private/ldap_priv/ldapi';
const TIMEOUT_MS = 10_000;
const RETRY_MS = 200;

/** An LDAP connection to a domain controller with all rights. */
export interface ControllerSession {
  client: Client;
  /** Distinguished name of the domain. */
  base: string;
}

/**
 * Opens a session on the controller for the length of `work`.
 * @param controller with how long to wait for one that is just starting; by default not at all
 * @throws DirectoryUnavailableError where the controller does not run or does not answer
 * @throws DirectoryRefusedError where it does not take what `work` asked
 */
export async function withSession<T>(
  engine: Pick<Engine, 'processId'>,
  controller: { instanceName: string; domainName: string; patienceMs?: number | undefined },
  work: (session: ControllerSession) => Promise<T>,
): Promise<T> {
  const { instanceName, domainName, patienceMs = 0 } = controller;
  const socketPath = await until(() => listeningSocket(engine, instanceName), {
    intervalMs: RETRY_MS,
    timeoutMs: patienceMs,
  });
  const client = new Client({
    url: 'ldap://localhost',
    timeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    createConnection: () => connect(socketPath),
  });
  try {
    return await work({ client, base: domainDistinguishedName(domainName) });
  } catch (error) {
    throw translate(error, instanceName);
  } finally {
    await client.unbind().catch(() => undefined); // a connection that broke needs no farewell
  }
}

/** The path at which the controller's privileged socket takes connections now. */
async function listeningSocket(engine: Pick<Engine, 'processId'>, instanceName: string): Promise<string> {
  const processId = await engine.processId(instanceName);
  if (processId === undefined) throw new DirectoryUnavailableError(`${instanceName} does not run.`);
  const path = `/proc/${processId}/root/${PRIVILEGED_SOCKET}`;
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } catch (error) {
    throw translate(error, instanceName);
  } finally {
    socket.destroy();
  }
  return path;
}

/** The entry that the filter finds below `base`, or undefined. */
export async function findEntry(
  { client, base }: ControllerSession,
  filter: Filter,
  attributes: string[],
): Promise<Entry | undefined> {
  const { searchEntries } = await client.search(base, {
    filter,
    attributes,
    explicitBufferAttributes: ['objectSid'],
  });
  return searchEntries[0];
}

/** `unicodePwd` as Active Directory wants it: quoted, UTF-16 little-endian. */
export function unicodePassword(password: string): Buffer {
  return Buffer.from(`"${password}"`, 'utf16le');
}

function translate(error: unknown, instanceName: string): unknown {
  if (error instanceof ConstraintViolationError) {
    return new DirectoryRefusedError(passwordReason(error.message), { cause: error });
  }
  if (!(error instanceof Error) || !isUnavailability(error)) return error;
  return new DirectoryUnavailableError(`${instanceName} does not answer: ${error.message}`, { cause: error });
}

/** Whether the connection failed, rather than what was asked over it. */
function isUnavailability(error: Error): boolean {
  if (error instanceof ResultCodeError)
    return error instanceof BusyError || error instanceof UnavailableError;
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined || /timed? ?out|closed|connection/i.test(error.message);
}

/** Samba's own words for why it does not take a password stand behind the name of its check. */
function passwordReason(message: string): string {
  const reason = /check_password_restrictions: ([^!\n]+)/.exec(message)?.[1]?.trim();
  return reason ? `The directory does not take the password: ${reason}` : message;
}
