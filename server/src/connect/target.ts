import { type LoginLink, parseLoginLink } from '../access/model/loginLink.ts';
import { ConnectFailure } from './failure.ts';

/** Where to sign in, as far as it is known. */
export interface Target extends LoginLink {
  /** `https://host:port`. */
  gatewayUrl?: string;
}

/** Where the user has signed in before. Nothing of it is secret. */
export interface Registration {
  gatewayUrl: string;
  registrationCode: string;
  userName: string;
}

/**
 * Reads what the user has given: a login link (`workspaces://…`), the address in an invitation
 * (`https://host:8444/?registrationCode=…&userName=…`), or a registration code.
 * @throws ConnectFailure for a link that is none
 */
export function readTarget(text: string | undefined): Target {
  if (text === undefined) return {};
  const link = parseLoginLink(text);
  if (link) return link;
  if (/^https:\/\//i.test(text) && URL.canParse(text)) return ofInvitation(new URL(text));
  if (/[:/?\s]/.test(text)) {
    throw new ConnectFailure('usage', 'NoLink', `'${text}' is neither a registration code nor a login link.`);
  }
  return { registrationCode: text };
}

function ofInvitation(url: URL): Target {
  // A plus sign that was not escaped in a query means a blank; codes have none.
  const code = (url.searchParams.get('registrationCode') ?? decoded(url.hash.slice(1))).trim();
  const userName = url.searchParams.get('userName')?.trim();
  return {
    gatewayUrl: url.origin,
    ...(code && { registrationCode: code.replaceAll(' ', '+') }),
    ...(userName && { userName }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Adds to the target what is known of it from before; the newest registration stands first. */
export function completed(target: Target, registrations: readonly Registration[]): Target {
  const known = registrations.find(
    ({ registrationCode, gatewayUrl }) =>
      (target.registrationCode ?? registrationCode).toLowerCase() === registrationCode.toLowerCase() &&
      (target.gatewayUrl ?? gatewayUrl) === gatewayUrl,
  );
  // Another organisation's code is likelier to be the same gateway's than that of none.
  const gatewayUrl = target.gatewayUrl ?? known?.gatewayUrl ?? registrations[0]?.gatewayUrl;
  return { ...known, ...target, ...(gatewayUrl !== undefined && { gatewayUrl }) };
}

/**
 * The address of a gateway as users write it: the scheme may be missing.
 * @throws ConnectFailure for anything that is not reached by HTTPS
 */
export function readGatewayUrl(text: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new ConnectFailure(
      'usage',
      'NoGateway',
      `'${text}' is not the address of a gateway: it begins with https://.`,
    );
  }
  return new URL(url).origin;
}
