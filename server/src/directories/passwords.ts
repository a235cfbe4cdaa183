import { connect, type TLSSocket } from 'node:tls';
import { Client, EqualityFilter, InvalidCredentialsError, OrFilter } from 'ldapts';
import type { Database } from '../database/database.ts';
import { type AccountName, parseAccountName } from './model/accounts.ts';
import type { Controller, Directory } from './model/directory.ts';
import { domainDistinguishedName } from './model/names.ts';
import { findDirectoryById } from './store/directories.ts';

export type PasswordResult =
  | 'accepted'
  /** Wrong password, or no such user: which of the two is not told. */
  | 'rejected'
  /** The account is disabled, or may not sign in now or from here. */
  | 'disabled'
  /** The account itself has expired, whatever its password. */
  | 'accountExpired'
  /** The password was right, and is too old. */
  | 'expired'
  | 'locked'
  /** The password was right, and must be replaced before anything else. */
  | 'mustChange'
  /** No controller answered in time, or the directory is not Active: nothing was checked. */
  | 'unavailable';

export interface PasswordCheck {
  result: PasswordResult;
  /** The account's own name (sAMAccountName) in lower case; as it was entered where it was not accepted. */
  userName: string;
}

export interface PasswordCheckOptions {
  /** For the whole check. */
  timeoutMs: number;
  /** The authority that signed the controllers' certificates. */
  caCertificatePem: string;
}

/**
 * Checks a password by one LDAP bind over TLS, from the management network. Every wrong one counts for the
 * lock-out, so that no attempt is ever made twice.
 * @param userName `name`, `SHORT\name`, `domain\name` or `name@domain`
 */
export async function checkPassword(
  database: Database,
  directoryId: string,
  userName: string,
  password: string,
  options: PasswordCheckOptions,
): Promise<PasswordCheck> {
  const entered = { userName: userName.trim().toLowerCase() };
  const directory = await findDirectoryById(database, directoryId);
  if (!directory || !['Active', 'Impaired'].includes(directory.stage)) {
    return { ...entered, result: 'unavailable' };
  }
  const account = parseAccountName(userName, directory);
  // LDAP takes a bind with an empty password for an anonymous one, and some servers let it succeed.
  if (!account || password === '') return { ...entered, result: 'rejected' };

  entered.userName = account.userName.toLowerCase();
  const signal = AbortSignal.timeout(options.timeoutMs);
  const socket = await connectToAny(directory.controllers, options.caCertificatePem, signal);
  if (!socket) return { ...entered, result: 'unavailable' };
  try {
    return await bind(socket, directory, account, password, options.timeoutMs);
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return { ...entered, result: resultOf(error.message) };
    return { ...entered, result: 'unavailable' };
  } finally {
    socket.destroy();
  }
}

/** A connection to the first controller that gives one with a certificate of ours. */
async function connectToAny(
  controllers: readonly Controller[],
  ca: string,
  signal: AbortSignal,
): Promise<TLSSocket | undefined> {
  for (const controller of controllers) {
    const socket = connect({ host: controller.managementAddress, port: 636, ca });
    try {
      await secured(socket, signal);
      return socket;
    } catch {
      // Nothing was sent that counts: the next one is asked.
      socket.destroy();
    }
  }
  return undefined;
}

function secured(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  socket.once('secureConnect', resolve);
  socket.once('error', reject);
  return promise.finally(() => {
    signal.removeEventListener('abort', abort);
    socket.off('error', reject);
  });
}

async function bind(
  socket: TLSSocket,
  directory: Directory,
  account: AccountName,
  password: string,
  timeoutMs: number,
): Promise<PasswordCheck> {
  // To the client it is a plain connection that stands already: it must not open another on its own.
  const client = new Client({ url: 'ldap://controller', timeout: timeoutMs, createConnection: () => socket });
  await client.bind(account.bindName, password);
  return { result: 'accepted', userName: await canonicalName(client, directory, account) };
}

/** The name of the account that was bound, which may have been entered as a user principal name. */
async function canonicalName(client: Client, directory: Directory, account: AccountName): Promise<string> {
  const named = (attribute: string, value: string) => new EqualityFilter({ attribute, value });
  const filter = account.bindName.includes('@')
    ? new OrFilter({
        filters: [named('userPrincipalName', account.bindName), named('sAMAccountName', account.userName)],
      })
    : named('sAMAccountName', account.userName);
  const { searchEntries } = await client.search(domainDistinguishedName(directory.domainName), {
    filter,
    attributes: ['sAMAccountName', 'userPrincipalName'],
  });
  // An explicit principal name goes before an account name that only looks like it.
  const principal = searchEntries.find(
    (entry) => String(entry.userPrincipalName).toLowerCase() === account.bindName.toLowerCase(),
  );
  const entry = principal ?? searchEntries[0];
  return String(entry?.sAMAccountName ?? account.userName).toLowerCase();
}

/** Active Directory's reasons, which it gives in the diagnostic message as `data <hexadecimal Win32 error>`. */
const REASONS: Readonly<Record<string, PasswordResult>> = {
  '530': 'disabled', // not at this time
  '531': 'disabled', // not from here
  '532': 'expired',
  '533': 'disabled',
  '701': 'accountExpired',
  '773': 'mustChange',
  '775': 'locked',
};

/** What a refused bind means; codes that are not in the table (52e, 525) do not tell whether the user exists. */
export function resultOf(diagnosticMessage: string): PasswordResult {
  const code = /data ([0-9a-f]+)/i.exec(diagnosticMessage)?.[1]?.toLowerCase();
  return (code && REASONS[code]) || 'rejected';
}
