/** Characters that Active Directory does not allow in sAMAccountName. */
const FORBIDDEN = /["/\\[\]:;|=,+*?<>@\p{Cc}]/u;
const USER_NAME_LENGTH_MAX = 20;

/** Whether a user can have this name: sAMAccountName's rules. */
export function isUserName(name: string): boolean {
  return (
    name.length >= 1 &&
    name.length <= USER_NAME_LENGTH_MAX &&
    !FORBIDDEN.test(name) &&
    !/^[. ]+$/.test(name) &&
    name === name.trim() &&
    !name.endsWith('.')
  );
}

/** A user of the domain, as somebody may write the name when signing in. */
export interface AccountName {
  userName: string;
  /** How the name goes into a bind: as an account or as a user principal name. */
  bindName: string;
}

/**
 * Reads `name`, `SHORT\name`, `domain\name` or `name@domain`.
 * @returns undefined for what cannot be a user of this domain, such as a distinguished name or another domain
 */
export function parseAccountName(
  text: string,
  domain: { domainName: string; shortName: string },
): AccountName | undefined {
  const trimmed = text.trim();
  const [prefix, suffix, name] = split(trimmed);
  if (!isUserName(name)) return undefined;
  const own = (label: string) =>
    [domain.domainName, domain.shortName].some((known) => known.toLowerCase() === label.toLowerCase());
  if (prefix !== undefined && !own(prefix)) return undefined;
  if (suffix !== undefined && !own(suffix)) return undefined;
  return {
    userName: name,
    bindName: suffix === undefined ? `${domain.shortName}\\${name}` : `${name}@${domain.domainName}`,
  };
}

function split(text: string): [prefix: string | undefined, suffix: string | undefined, name: string] {
  const backslash = text.indexOf('\\');
  if (backslash >= 0) return [text.slice(0, backslash), undefined, text.slice(backslash + 1)];
  const at = text.lastIndexOf('@');
  if (at >= 0) return [undefined, text.slice(at + 1), text.slice(0, at)];
  return [undefined, undefined, text];
}
