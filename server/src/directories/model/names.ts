/** Longest fully qualified name that Active Directory takes for a domain. */
const DOMAIN_NAME_LENGTH_MAX = 64;
const NETBIOS_NAME_LENGTH_MAX = 15;
/** RFC 1035, section 2.3.4. */
const HOST_NAME_LENGTH_MAX = 253;

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i;

/** Whether a domain can have this name: two or more DNS labels, the last not a number. */
export function isDomainName(name: string): boolean {
  const labels = name.split('.');
  return (
    name.length <= DOMAIN_NAME_LENGTH_MAX &&
    labels.length >= 2 &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

/** Whether a host can have this name in DNS: one or more labels, the last not a number. */
export function isHostName(name: string): boolean {
  const labels = name.split('.');
  return (
    name.length <= HOST_NAME_LENGTH_MAX &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

/** Whether a domain can have this NetBIOS name: letters, digits, hyphens and underscores, a letter among them. */
export function isShortName(name: string): boolean {
  return (
    name.length <= NETBIOS_NAME_LENGTH_MAX && LABEL.test(name.replaceAll('_', 'x')) && /[a-z]/i.test(name)
  );
}

/** The NetBIOS name of a domain whose owner gave none: its first label, as much as fits, in upper case. */
export function defaultShortName(domainName: string): string {
  const label = domainName.split('.', 1)[0] ?? '';
  return label.slice(0, NETBIOS_NAME_LENGTH_MAX).replace(/-+$/, '').toUpperCase();
}

/** `corp.example.com` → `DC=corp,DC=example,DC=com`. */
export function domainDistinguishedName(domainName: string): string {
  return domainName
    .split('.')
    .map((label) => `DC=${label}`)
    .join(',');
}

/** Longest name that Windows allows to computers. */
export const COMPUTER_NAME_LENGTH_MAX = 15;

/** Whether a member of the domain can have this computer name. */
export function isComputerName(name: string): boolean {
  return name.length <= COMPUTER_NAME_LENGTH_MAX && LABEL.test(name) && /[a-z]/i.test(name);
}
