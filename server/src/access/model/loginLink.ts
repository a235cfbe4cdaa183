/**
 * Links that open the client with what a user would type, in the forms of the administration guide's chapter
 * "Customize How Users Log in to their WorkSpaces". The web client reads them too.
 */

/** What a link fills in; whatever it does not say is missing. */
export interface LoginLink {
  registrationCode?: string;
  userName?: string;
  /** The code of the second factor. */
  mfaCode?: string;
}

/** The guide's scheme, and the one that a page may ask a browser to hand it. */
const SCHEME = /^(?:web\+)?workspaces:\/\//i;

/** As long as the requests of signing in may be. */
const LENGTHS_MAX = { registrationCode: 64, userName: 256, mfaCode: 253 } as const;

/**
 * Reads `workspaces://[user name]@<registration code>[?MFACode=<code>]`, and the same with `web+workspaces:`.
 *
 * - `workspaces://` alone opens the client with nothing filled in.
 * - What is behind the last `@` is the code, so that `name@domain` need not be encoded as a user name.
 * - Browsers leave out an `@` with nothing before it, and systems add a slash at the end: both are read as what they
 *   were before.
 * - Each part is percent-decoded for itself. A plus sign stands for itself (RFC 3986), as codes have one.
 *
 * @returns undefined for anything else, and for a link with control characters, which could deceive on a terminal
 */
export function parseLoginLink(text: string): LoginLink | undefined {
  const trimmed = text.trim();
  const scheme = SCHEME.exec(trimmed);
  if (!scheme) return undefined;
  const [beforeFragment = ''] = trimmed.slice(scheme[0].length).split('#', 1);
  const [authority, query] = splitOnce(beforeFragment, beforeFragment.indexOf('?'));
  const target = authority.replace(/\/+$/, '');
  const at = target.lastIndexOf('@');
  const link = {
    registrationCode: decoded(target.slice(at + 1)),
    userName: decoded(target.slice(0, Math.max(at, 0))),
    mfaCode: mfaCodeIn(query),
  };
  const parts = Object.entries(link).filter(([, value]) => value !== '');
  if (parts.some(([name, value]) => !isAcceptable(name as keyof LoginLink, value))) return undefined;
  return Object.fromEntries(parts);
}

function splitOnce(text: string, index: number): [string, string] {
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** The value of the first `MFACode`, in whatever case; other parameters are left alone. */
function mfaCodeIn(query: string): string {
  for (const parameter of query.split('&')) {
    const [name, value] = splitOnce(parameter, parameter.indexOf('='));
    if (decoded(name).toLowerCase() === 'mfacode') return decoded(value.replace(/\/+$/, ''));
  }
  return '';
}

/** What is not well-formed percent-encoding was not encoded at all. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part).trim();
  } catch {
    return part.trim();
  }
}

function isAcceptable(name: keyof LoginLink, value: string): boolean {
  return value.length <= LENGTHS_MAX[name] && !/\p{Cc}/u.test(value);
}
