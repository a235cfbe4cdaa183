/** What a link to the page fills in. */
export interface Prefill {
  registrationCode?: string;
  userName?: string;
}

/**
 * Reads the link of an invitation, `/?registrationCode=wsiad%2BABC123&userName=demo`, or the short one that a user
 * can type, `/#wsiad+ABC123`.
 */
export function prefillOf(url: URL): Prefill {
  const code = url.searchParams.get('registrationCode') || fragmentOf(url);
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
