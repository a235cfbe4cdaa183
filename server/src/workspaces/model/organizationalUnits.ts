/** One escaped or plain character of a value in a distinguished name: RFC 4514, section 3. */
const CHARACTER = String.raw`(?:\\[ "#+,;<=>\\]|\\[0-9A-Fa-f]{2}|[^\p{Cc}"+,;<>\\])`;
const PATTERN = new RegExp(`^(?:OU=${CHARACTER}+, *)+(?<domain>DC=[^\\s,=]+(?:, *DC=[^\\s,=]+)+)$`, 'iu');
const LENGTH_MAX = 1024;

/**
 * The domain that the distinguished name of an organizational unit lies in, such as `corp.example.com`; undefined
 * where it is none in the form `OU=value,DC=value,DC=value` of the API reference.
 */
export function domainOfOrganizationalUnit(distinguishedName: string): string | undefined {
  if (distinguishedName.length > LENGTH_MAX) return undefined;
  const domain = PATTERN.exec(distinguishedName)?.groups?.domain;
  return domain
    ?.split(/, */)
    .map((component) => component.slice('DC='.length))
    .join('.')
    .toLowerCase();
}
