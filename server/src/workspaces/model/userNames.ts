import { isLinuxAccountName } from './linuxAccounts.ts';

/** Reserved by the API for WorkSpaces that belong to nobody. */
export const UNDEFINED_USER = '[UNDEFINED]';

/**
 * What is wrong with a user name for a Linux WorkSpace; undefined where nothing is.
 * Four rules stand in the administration guide: at most 20 characters; letters, spaces and numbers; of the other
 * characters only `_.-#`; no dash in front. The fifth is Linux's own: what its account files cannot hold.
 */
export function userNameProblem(userName: string): string | undefined {
  if (userName === UNDEFINED_USER) return 'User-decoupled WorkSpaces are not supported: name a user.';
  if (userName.trim() === '') return 'A user name is required.';
  if ([...userName].length > 20) {
    return `The user name ${userName} is longer than 20 characters, which a Linux WorkSpace does not allow.`;
  }
  if (userName.startsWith('-')) {
    return `The user name ${userName} begins with a dash, which a Linux WorkSpace does not allow.`;
  }
  if (!/^[\p{L}\p{M}\p{N} _.#-]+$/u.test(userName)) {
    return `The user name ${userName} has characters that a Linux WorkSpace does not allow: letters, numbers, spaces and _.-# are.`;
  }
  if (!isLinuxAccountName(userName)) {
    return `The user name ${userName} cannot be that of a Linux account: it is reserved, begins with # or a space, or ends with a space.`;
  }
  return undefined;
}
