import { type LoginLink, parseLoginLink } from '../../server/src/access/model/loginLink.ts';

/** What a link to the page fills in. */
export type Prefill = LoginLink;

/**
 * Reads the link of an invitation, `/?registrationCode=wsiad%2BABC123&userName=demo`, the short one that a user can
 * type, `/#wsiad+ABC123`, and login links that the browser hands to us, `/#web%2Bworkspaces%3A%2F%2F…`: behind the `#`
 * they never leave the browser, as there may be a code in them.
 */
export function prefillOf(url: URL): Prefill {
  const fragment = fragmentOf(url);
  const link = parseLoginLink(fragment) ?? parseLoginLink(url.searchParams.get('link') ?? '');
  if (link) return link;
  const code = url.searchParams.get('registrationCode') || fragment;
  const userName = url.searchParams.get('userName')?.trim();
  return {
    // A plus sign that was not escaped in a query means a blank; codes have none.
    ...(code && { registrationCode: code.trim().replaceAll(' ', '+') }),
    ...(userName && { userName }),
  };
}

function fragmentOf(url: URL): string {
  const fragment = url.hash.slice(1);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
