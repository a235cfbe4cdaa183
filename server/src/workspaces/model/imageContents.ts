/**
 * What of a desktop does not go into an image of it. Source: administration guide, "What's Included with Amazon Linux
 * WorkSpace Custom Images", with the paths of its agents translated to those of this service, and everything that
 * lifecycle/desktopFiles writes to make a desktop one user's.
 *
 * - `delete`: it is not there
 * - `empty`: a directory with nothing in it; made where it is missing
 * - `files`: its directories stay, with nothing else in them: programs expect their own to be there
 * - `shred`: it is overwritten before it goes; of a directory, all that is in it
 * - `blank`: a file without content
 */
export interface ImageRule {
  /** The last component may have one `*` for any text. */
  path: string;
  treatment: 'delete' | 'empty' | 'files' | 'shred' | 'blank';
  /** Of what is made or kept; {@link DIRECTORY_MODE} or {@link FILE_MODE} for what is made where nothing is said. */
  mode?: number;
  /** Paths below it that stay. */
  except?: readonly string[];
}

export const DIRECTORY_MODE = 0o755;
export const FILE_MODE = 0o644;

export const imageRules: readonly ImageRule[] = [
  // Folders that the guide lists.
  { path: '/tmp', treatment: 'empty', mode: 0o1777 },
  // In Debian, /var/spool/mail is a link to it.
  { path: '/var/mail', treatment: 'empty', mode: 0o2775 },
  { path: '/var/tmp', treatment: 'empty', mode: 0o1777 },
  { path: '/var/lib/dhcp', treatment: 'delete' },
  { path: '/var/lib/cloud', treatment: 'delete' },
  // debconf keeps the answers of the installed packages among the caches: without them, updates ask again.
  { path: '/var/cache', treatment: 'files', except: ['/var/cache/debconf'] },
  { path: '/var/backups', treatment: 'empty' },
  { path: '/etc/sudoers.d', treatment: 'empty', mode: 0o750 },
  { path: '/etc/udev/rules.d/70-persistent-net.rules', treatment: 'delete' },
  { path: '/etc/network/interfaces.d/50-cloud-init.cfg', treatment: 'delete' },
  { path: '/etc/security/access.conf', treatment: 'delete' },
  // The guide lists the logs of the service's agents. Here the desktop's journal and accounting are those.
  { path: '/var/log', treatment: 'files' },
  { path: '/home', treatment: 'empty' },
  // What waits to be printed.
  { path: '/var/spool/alcove-print', treatment: 'delete' },
  { path: '/var/spool/cups', treatment: 'delete' },
  // Only on the root volume of a desktop that was stopped without warning.
  { path: '/run', treatment: 'empty' },

  // Keys that the guide lists.
  { path: '/etc/ssh/ssh_host_*_key', treatment: 'shred' },
  { path: '/etc/ssh/ssh_host_*_key.pub', treatment: 'shred' },
  // The guide's configuration, TLS and identity keys of the agents: the display's, its password, and the
  // secret of the side channels.
  { path: '/etc/alcove', treatment: 'shred' },
  // The domain join.
  { path: '/etc/krb5.keytab', treatment: 'shred' },
  { path: '/etc/krb5.conf', treatment: 'delete' },
  // The assigned user.
  { path: '/var/lib/extrausers', treatment: 'shred' },
  // Name and place in the network.
  { path: '/etc/hostname', treatment: 'delete' },
  { path: '/etc/hosts', treatment: 'delete' },
  { path: '/etc/resolv.conf', treatment: 'delete' },
  { path: '/etc/tmpfiles.d/alcove-desktop.conf', treatment: 'delete' },
  { path: '/etc/systemd/system/alcove-health.socket.d/address.conf', treatment: 'delete' },
  { path: '/etc/systemd/system/alcove-agent.socket.d/address.conf', treatment: 'delete' },
  // The machine's identity. An empty file, not a missing one: it is filled at the first start, which nevertheless
  // does not count as a first boot.
  { path: '/etc/machine-id', treatment: 'blank', mode: 0o444 },
  { path: '/var/lib/dbus/machine-id', treatment: 'delete' },
  { path: '/var/lib/systemd/random-seed', treatment: 'shred' },
  { path: '/var/lib/systemd/credential.secret', treatment: 'shred' },
];

/** Whether a rule takes a file away, or its content. */
export function isLeftOut(path: string): boolean {
  return imageRules.some(
    (rule) =>
      !rule.except?.some((kept) => path === kept || path.startsWith(`${kept}/`)) &&
      (matches(rule.path, path) || path.startsWith(`${rule.path}/`)),
  );
}

/** Whether a name of a directory's entry is that of a rule's last component. */
export function matches(pattern: string, text: string): boolean {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return pattern === text;
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
