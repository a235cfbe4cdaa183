import { imageRules } from './imageContents.ts';

/**
 * What has to be true of a WorkSpace before an image is made of it. Each is asked inside the desktop by a script of
 * the shell, as root; every line that it prints is something that is wrong.
 */
export interface ImageCheck {
  name: string;
  /** What is true where it passes. */
  title: string;
  /** A failure stands in the way of an image; a warning does not. */
  severity: 'FAILED' | 'WARNING';
  script: string;
  /** What to do where it does not pass. */
  fix: string;
}

/** What one check found. */
export interface ImageCheckResult {
  name: string;
  title: string;
  outcome: 'PASSED' | 'FAILED' | 'WARNING';
  /** What is wrong; nothing where it passed. */
  details: readonly string[];
  /** Empty where it passed. */
  fix: string;
}

/** From here on, the root volume is too full (guide, "Requirements to Create Amazon Linux Custom Images"). */
export const ROOT_USE_PERCENT_MAX = 97;

/** What the service needs in every desktop, in place of the guide's agents and drivers. */
const components = [
  '/usr/lib/alcove/display',
  '/usr/lib/alcove/session',
  '/usr/lib/alcove/health',
  '/usr/bin/Xtigervnc',
  '/usr/bin/xfce4-session',
  '/etc/pam.d/alcove-session',
  '/etc/nsswitch.conf',
  '/etc/alcove',
  '/etc/sudoers.d',
  '/etc/tmpfiles.d',
  '/etc/systemd/system/alcove-health.socket.d',
  '/var/lib/extrausers',
];

const units = [
  'alcove-network.service',
  'alcove-display.service',
  'alcove-session.service',
  'alcove-health.socket',
];

/** Where an image may not have links, since what they point to would be taken for what is taken out. */
const unlinked = [
  ...new Set(
    imageRules
      .filter((rule) => rule.treatment !== 'delete' && rule.treatment !== 'blank')
      .flatMap((rule) => [...parents(rule.path), ...(rule.path.includes('*') ? [] : [rule.path])]),
  ),
].sort();

function parents(path: string): string[] {
  const components = path.split('/').slice(1, -1);
  return components.map((_, index) => `/${components.slice(0, index + 1).join('/')}`);
}

/** Sources: guide, "Requirements to Create Amazon Linux Custom Images" and "Tips for Resolving Issues Detected by the Image Checker". */
export const imageChecks: readonly ImageCheck[] = [
  {
    name: 'root-volume-space',
    title: `The root volume is less than ${ROOT_USE_PERCENT_MAX} % full`,
    severity: 'FAILED',
    script: `used=$(df --output=pcent / | tail -n 1 | tr -dc 0-9)
      [ "$used" -lt ${ROOT_USE_PERCENT_MAX} ] || echo "The root volume is $used % full."`,
    fix: 'Remove files that the image does not need, or make the root volume larger.',
  },
  {
    name: 'applications-outside-home',
    title: 'No application is in the user volume',
    severity: 'FAILED',
    script: `find /usr /opt /etc -xdev -type l -lname '/home/*' -printf '%p is a link to %l.\\n'
      grep -rlsE '^(Exec[A-Za-z]*|WorkingDirectory|TryExec)=.*/home/' /etc/systemd/system /usr/share/applications \\
        /usr/local/share/applications | sed 's/$/ names a program in \\/home./'
      grep -lsE 'PATH=.*/home/' /etc/environment /etc/profile /etc/profile.d/* | sed 's/$/ puts \\/home into the PATH./'`,
    fix: 'Install applications outside of /home: the image does not have it.',
  },
  {
    name: 'components',
    title: 'The components that a WorkSpace needs are there',
    severity: 'FAILED',
    script: `for path in ${components.join(' ')}; do [ -e "$path" ] || echo "$path is missing."; done
      ls /usr/lib/*/security/pam_krb5.so > /dev/null 2>&1 || echo 'libpam-krb5 is missing.'
      grep -qE '^passwd:.*extrausers' /etc/nsswitch.conf || echo '/etc/nsswitch.conf does not name extrausers.'
      for unit in ${units.join(' ')}; do
        [ "$(systemctl is-enabled "$unit" 2> /dev/null)" = enabled ] || echo "The unit $unit is not enabled."
      done`,
    fix: 'Put the components back, or rebuild the WorkSpace.',
  },
  {
    name: 'package-manager',
    title: 'No installation of packages was interrupted or is under way',
    severity: 'FAILED',
    script: `dpkg --audit | sed -n 's/^ \\([^ ]*\\) .*/The package \\1 is not completely installed./p'
      for program in dpkg apt apt-get; do
        if pgrep --exact "$program" > /dev/null; then echo "$program is running."; fi
      done`,
    fix: 'Wait for installations to end; then: sudo dpkg --configure -a && sudo apt-get --fix-broken install',
  },
  {
    name: 'pending-reboot',
    title: 'No reboot is pending',
    severity: 'FAILED',
    script: `if [ -e /run/reboot-required ]; then echo 'Updates were installed that need a reboot.'; fi`,
    fix: 'Reboot the WorkSpace.',
  },
  {
    name: 'one-user',
    title: 'The assigned user is the only one',
    severity: 'FAILED',
    script: `awk -F: '$3 >= 1000 && $3 < 65534 { print "There is the account " $1 "." }' /etc/passwd`,
    fix: 'Remove the accounts of other people: sudo deluser --remove-home <name>',
  },
  {
    name: 'services-of-the-user',
    title: 'No service runs as the assigned user',
    severity: 'FAILED',
    script: `user=$(getent passwd 1000 | cut -d : -f 1)
      find /etc/systemd/system -name '*.service' ! -name 'alcove-*' -type f \\
        -exec grep -lsE "^User=(1000|\${user:-1000})$" {} + | sed 's/$/ runs as the assigned user./'`,
    fix: 'Let services run as users of the system: other WorkSpaces of the image have other users.',
  },
  {
    name: 'links',
    title: 'No link stands where the image has a directory or key of its own',
    severity: 'FAILED',
    script: `for path in ${unlinked.join(' ')}; do
        if [ -L "$path" ]; then echo "$path is a link to $(readlink "$path")."; fi
      done`,
    fix: 'Put a directory in the place of the link.',
  },
  {
    name: 'updates',
    title: 'The updates that are known of are installed',
    severity: 'WARNING',
    script: `count=$(apt-get --simulate upgrade 2> /dev/null | grep -c '^Inst ')
      if [ "$count" -gt 0 ]; then echo "$count packages have updates."; fi`,
    fix: 'Install them: sudo apt-get update && sudo apt-get upgrade',
  },
];

const DETAILS_MAX = 10;
const DETAIL_LENGTH_MAX = 200;

/** What a check found, from the output of its script; what the desktop says is not trusted to be readable. */
export function imageCheckResult(
  { name, title, severity, fix }: ImageCheck,
  { exitCode, stdout, stderr }: { exitCode: number; stdout: string; stderr: string },
): ImageCheckResult {
  const details = readable(stdout);
  // A script that could not be run to its end has found out nothing.
  if (exitCode !== 0)
    details.push(`The check could not be made: ${readable(stderr)[0] ?? `exit code ${exitCode}`}`);
  if (details.length === 0) return { name, title, outcome: 'PASSED', details, fix: '' };
  return { name, title, outcome: severity, details, fix };
}

function readable(output: string): string[] {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/\p{C}/gu, ' ').trim().slice(0, DETAIL_LENGTH_MAX))
    .filter((line) => line !== '');
  const more = lines.length - DETAILS_MAX;
  return more > 0 ? [...lines.slice(0, DETAILS_MAX), `And ${more} more.`] : lines;
}

/** Whether an image may be made, and if not, everything that is in the way as one text. */
export function imageRefusal(results: readonly ImageCheckResult[]): string | undefined {
  const failed = results.filter((result) => result.outcome === 'FAILED');
  if (failed.length === 0) return undefined;
  return failed.map(({ details, fix }) => [...details, fix].join(' ')).join(' ');
}
