/**
 * How long a user's Kerberos ticket is good for, in hours: Active Directory's default, and what the controllers here
 * are told to give. Whatever remembers a sign-in goes by it.
 */
export const USER_TICKET_LIFETIME_HOURS = 10;
