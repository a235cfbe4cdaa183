import { EqualityFilter } from 'ldapts';
import type { ControllerSession } from './session.ts';
import { findEntry, unicodePassword } from './session.ts';
import { replace } from './users.ts';

/** Active Directory counts time in units of 100 ns, and lengths of time backwards. */
const minutes = (count: number) => String(-count * 60 * 10_000_000);
const FOREVER = '-9223372036854775808';

/** Three of lower case, upper case, digits and others. */
const DOMAIN_PASSWORD_COMPLEX = '1';

/**
 * Passwords of at least eight characters that do not expire; ten wrong ones within a quarter of an hour lock the
 * account for as long. All of it can be changed with any Active Directory tool.
 */
const PASSWORD_POLICY: Readonly<Record<string, string>> = {
  minPwdLength: '8',
  pwdProperties: DOMAIN_PASSWORD_COMPLEX,
  // By default a user could not change a password that was reset for him before the next day.
  minPwdAge: '0',
  maxPwdAge: FOREVER,
  lockoutThreshold: '10',
  lockoutDuration: minutes(15),
  lockOutObservationWindow: minutes(15),
};

export async function setPasswordPolicy({ client, base }: ControllerSession): Promise<void> {
  await client.modify(
    base,
    Object.entries(PASSWORD_POLICY).map(([name, value]) => replace(name, value)),
  );
}

/** @throws DirectoryRefusedError where the password is too weak */
export async function setAdministratorPassword(session: ControllerSession, password: string): Promise<void> {
  const filter = new EqualityFilter({ attribute: 'sAMAccountName', value: 'Administrator' });
  const entry = await findEntry(session, filter, ['sAMAccountName']);
  if (!entry) throw new Error('The new domain has no Administrator.');
  await session.client.modify(entry.dn, replace('unicodePwd', unicodePassword(password)));
}
