import { AndFilter, type Entry, EqualityFilter, NoSuchObjectError } from 'ldapts';
import { DirectoryRefusedError } from '../administration.ts';
import { isComputerName } from '../model/names.ts';
import { machinePassword } from './machinePassword.ts';
import { type ControllerSession, findEntry, unicodePassword } from './session.ts';
import { attribute, rdn, replace } from './users.ts';

const PAGE_SIZE = 500;
const WORKSTATION_TRUST_ACCOUNT = '4096';
/** aes128-cts-hmac-sha1-96 and aes256-cts-hmac-sha1-96: [MS-KILE], section 2.2.7. */
const ENCRYPTION_TYPES = '24';

/** The secret of a machine account and the version that the directory gives its keys. */
export interface MachineSecret {
  password: string;
  keyVersion: number;
}

/**
 * Makes the account of a computer, or gives an existing one a new password, which ends whatever knew the old one.
 * @param organizationalUnit distinguished name; `CN=Computers` unless told
 * @throws DirectoryRefusedError
 */
export async function ensureMachineAccount(
  session: ControllerSession,
  computerName: string,
  domainName: string,
  organizationalUnit = `CN=Computers,${session.base}`,
): Promise<MachineSecret> {
  if (!isComputerName(computerName)) {
    throw new DirectoryRefusedError(`'${computerName}' cannot be a computer name.`);
  }
  const name = computerName.toUpperCase();
  const password = machinePassword();
  const existing = await findComputer(session, name);
  if (existing) await session.client.modify(existing.dn, replace('unicodePwd', unicodePassword(password)));
  else await addComputer(session, name, domainName, organizationalUnit, password);

  const entry = await findComputer(session, name);
  const keyVersion = Number(entry?.['msDS-KeyVersionNumber']);
  if (!Number.isInteger(keyVersion)) throw new Error(`The account of ${name} has no key version.`);
  return { password, keyVersion };
}

async function addComputer(
  session: ControllerSession,
  name: string,
  domainName: string,
  organizationalUnit: string,
  password: string,
): Promise<void> {
  const fullName = `${name.toLowerCase()}.${domainName}`;
  const attributes = [
    attribute('objectClass', 'top', 'person', 'organizationalPerson', 'user', 'computer'),
    attribute('sAMAccountName', `${name}$`),
    attribute('userAccountControl', WORKSTATION_TRUST_ACCOUNT),
    attribute('dNSHostName', fullName),
    attribute('msDS-SupportedEncryptionTypes', ENCRYPTION_TYPES),
    attribute(
      'servicePrincipalName',
      `HOST/${fullName}`,
      `HOST/${name}`,
      `RestrictedKrbHost/${fullName}`,
      `RestrictedKrbHost/${name}`,
    ),
    attribute('unicodePwd', unicodePassword(password)),
  ];
  try {
    await session.client.add(`${rdn(name)},${organizationalUnit}`, attributes);
  } catch (error) {
    if (!(error instanceof NoSuchObjectError)) throw error;
    throw new DirectoryRefusedError(`The directory has no organizational unit ${organizationalUnit}.`);
  }
}

/** The names of all machine accounts but those of the controllers. */
export async function listMachineAccounts({ client, base }: ControllerSession): Promise<string[]> {
  const { searchEntries } = await client.search(base, {
    // Controllers have SERVER_TRUST_ACCOUNT instead; the rule is LDAP_MATCHING_RULE_BIT_AND of [MS-ADTS].
    filter: `(&(objectCategory=computer)(userAccountControl:1.2.840.113556.1.4.803:=${WORKSTATION_TRUST_ACCOUNT}))`,
    attributes: ['sAMAccountName'],
    paged: { pageSize: PAGE_SIZE },
  });
  return searchEntries.map((entry) => String(entry.sAMAccountName).replace(/\$$/, ''));
}

/** None there counts as done. */
export async function deleteMachineAccount(session: ControllerSession, computerName: string): Promise<void> {
  const entry = await findComputer(session, computerName.toUpperCase());
  if (!entry) return;
  await session.client.del(entry.dn).catch((error: unknown) => {
    if (!(error instanceof NoSuchObjectError)) throw error;
  });
}

function findComputer(session: ControllerSession, name: string): Promise<Entry | undefined> {
  const filters = [
    new EqualityFilter({ attribute: 'objectCategory', value: 'computer' }),
    new EqualityFilter({ attribute: 'sAMAccountName', value: `${name}$` }),
  ];
  return findEntry(session, new AndFilter({ filters }), ['msDS-KeyVersionNumber']);
}
