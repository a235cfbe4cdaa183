import { AlreadyExistsError, AndFilter, Attribute, Change, DN, type Entry, EqualityFilter } from 'ldapts';
import { DirectoryRefusedError, type DirectoryUser, type NewDirectoryUser } from '../administration.ts';
import { isUserName } from '../model/accounts.ts';
import { type ControllerSession, findEntry, unicodePassword } from './session.ts';

// userAccountControl of [MS-ADTS], section 2.2.16.
const ACCOUNT_DISABLED = 0x2;
const NORMAL_ACCOUNT = 0x200;

const ATTRIBUTES = ['sAMAccountName', 'objectSid', 'mail', 'displayName', 'userAccountControl'];
const PAGE_SIZE = 500;

/** People's accounts by name. */
export async function listUsers({ client, base }: ControllerSession): Promise<DirectoryUser[]> {
  const { searchEntries } = await client.search(base, {
    filter: '(&(objectCategory=person)(objectClass=user)(!(isCriticalSystemObject=TRUE)))',
    attributes: ATTRIBUTES,
    explicitBufferAttributes: ['objectSid'],
    paged: { pageSize: PAGE_SIZE },
  });
  return searchEntries.map(toUser).sort((a, b) => a.userName.localeCompare(b.userName, 'en'));
}

export async function findUser(
  session: ControllerSession,
  userName: string,
): Promise<DirectoryUser | undefined> {
  const entry = await findUserEntry(session, userName);
  return entry && toUser(entry);
}

/** One who exists is left as he is. */
export async function createUser(
  session: ControllerSession,
  domainName: string,
  user: NewDirectoryUser,
): Promise<void> {
  const { userName } = user;
  if (!isUserName(userName)) throw new DirectoryRefusedError(`'${userName}' cannot be a user name.`);
  if (await findUserEntry(session, userName)) return;

  const displayName = [user.givenName, user.surname].filter(Boolean).join(' ');
  const optional = { mail: user.mail, givenName: user.givenName, sn: user.surname, displayName };
  const attributes = [
    attribute('objectClass', 'top', 'person', 'organizationalPerson', 'user'),
    attribute('sAMAccountName', userName),
    attribute('userPrincipalName', `${userName}@${domainName}`),
    attribute('userAccountControl', String(NORMAL_ACCOUNT)),
    attribute('unicodePwd', unicodePassword(user.password)),
    ...Object.entries(optional).flatMap(([name, value]) => (value ? [attribute(name, value)] : [])),
  ];
  try {
    await session.client.add(`${rdn(userName)},CN=Users,${session.base}`, attributes);
  } catch (error) {
    const made = error instanceof AlreadyExistsError && (await findUserEntry(session, userName));
    if (!made) throw error;
  }
}

/** @throws DirectoryRefusedError where there is no such user, or the password is too weak */
export async function setPassword(
  session: ControllerSession,
  userName: string,
  password: string,
): Promise<void> {
  const entry = await existingUser(session, userName);
  await session.client.modify(entry.dn, [
    replace('unicodePwd', unicodePassword(password)),
    replace('lockoutTime', '0'),
  ]);
}

/** @throws DirectoryRefusedError where there is no such user */
export async function setEnabled(
  session: ControllerSession,
  userName: string,
  enabled: boolean,
): Promise<void> {
  const entry = await existingUser(session, userName);
  const flags = Number(entry.userAccountControl);
  const wanted = enabled ? flags & ~ACCOUNT_DISABLED : flags | ACCOUNT_DISABLED;
  await session.client.modify(entry.dn, replace('userAccountControl', String(wanted)));
}

export function attribute(type: string, ...values: (string | Buffer)[]): Attribute {
  // The client's type asks for one kind of value only; unicodePwd is the one attribute with octets.
  return new Attribute({ type, values: values as string[] });
}

export function replace(type: string, value: string | Buffer): Change {
  return new Change({ operation: 'replace', modification: attribute(type, value) });
}

/** `CN=<name>` with everything escaped that has a meaning in distinguished names. */
export function rdn(commonName: string): string {
  return new DN().addPairRDN('CN', commonName).toString();
}

async function existingUser(session: ControllerSession, userName: string): Promise<Entry> {
  const entry = await findUserEntry(session, userName);
  if (!entry) throw new DirectoryRefusedError(`The directory has no user '${userName}'.`);
  return entry;
}

function findUserEntry(session: ControllerSession, userName: string): Promise<Entry | undefined> {
  const filters = [
    new EqualityFilter({ attribute: 'objectCategory', value: 'person' }),
    new EqualityFilter({ attribute: 'sAMAccountName', value: userName }),
  ];
  return findEntry(session, new AndFilter({ filters }), ATTRIBUTES);
}

function toUser(entry: Entry): DirectoryUser {
  return {
    userName: String(entry.sAMAccountName),
    distinguishedName: entry.dn,
    relativeId: relativeId(entry.objectSid),
    mail: text(entry.mail),
    displayName: text(entry.displayName),
    enabled: (Number(entry.userAccountControl) & ACCOUNT_DISABLED) === 0,
  };
}

/** The last four octets of a security identifier, little-endian ([MS-DTYP], section 2.4.2.2). */
function relativeId(sid: Entry[string] | undefined): number {
  if (!Buffer.isBuffer(sid) || sid.length < 12) throw new Error('The directory gave no security identifier.');
  return sid.readUInt32LE(sid.length - 4);
}

/** ldapts gives an empty list for an attribute that was asked for and is not there. */
function text(value: Entry[string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
