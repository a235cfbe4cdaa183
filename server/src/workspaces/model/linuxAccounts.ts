/** Accounts of Debian's static list, of the image and of its packages: an assigned user would be mistaken for one. */
const SYSTEM_ACCOUNTS =
  /^(root|daemon|bin|sys|sync|games|man|lp|mail|news|uucp|proxy|www-data|backup|list|irc|_apt|nobody|messagebus|sshd|pulse|rtkit|avahi|polkitd|systemd-.*)$/i;

/**
 * Whether a Linux account of a desktop can have this name: it is data in files whose fields end with a colon, and a
 * part of a path.
 */
export function isLinuxAccountName(name: string): boolean {
  return !/[:/\p{Cc}]|^[\s#+-]|\s$|^\.{0,2}$/u.test(name) && !SYSTEM_ACCOUNTS.test(name);
}
