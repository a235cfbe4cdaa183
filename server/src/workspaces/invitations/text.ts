/** What an invitation tells. */
export interface InvitationFacts {
  /** How the user is addressed. */
  name: string;
  userName: string;
  registrationCode: string;
  gatewayUrl: string;
}

/** The mail that brings a user to the desktop: link, registration code and user name. */
export function invitationText(facts: InvitationFacts): { subject: string; body: string } {
  const { name, userName, registrationCode, gatewayUrl } = facts;
  const lines = [
    `Dear ${name},`,
    '',
    'your administrator has created a WorkSpace for you: a desktop of your own that you reach from any web browser.',
    '',
    '1. Open this link; there is nothing to install:',
    `   ${invitationLink(facts)}`,
    '',
    '2. If you are asked for a registration code, enter:',
    `   ${registrationCode}`,
    '',
    '3. Sign in with your user name and the password of your account in the directory:',
    `   ${userName}`,
    '',
    `You may use the link on every device that you work with, or open ${gatewayUrl} and enter the registration code.`,
    'If you have no password yet, or if something does not work, please ask your administrator.',
    '',
  ];
  return { subject: 'Your WorkSpace', body: lines.join('\n') };
}

/** The gateway's address with code and user name filled in. */
export function invitationLink({
  gatewayUrl,
  registrationCode,
  userName,
}: Omit<InvitationFacts, 'name'>): string {
  const link = new URL('/', gatewayUrl);
  link.searchParams.set('registrationCode', registrationCode);
  link.searchParams.set('userName', userName);
  return link.href;
}
