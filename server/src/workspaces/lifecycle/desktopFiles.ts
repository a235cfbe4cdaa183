import { vncPasswordFile } from '../../base/vncAuthentication.ts';
import type { MachineAccount } from '../../directories/administration.ts';
import type { GuestFile } from '../../engine/engine.ts';
import { type GuestNetwork, guestNetworkFiles } from '../../engine/guestNetwork.ts';
import { AGENT_PORT } from '../model/display.ts';
import { HEALTH_PORT } from '../model/health.ts';
import { isLinuxAccountName } from '../model/linuxAccounts.ts';

/** The number of the assigned user and of his group in every desktop: the image's units name it. */
export const DESKTOP_USER_ID = 1000;

/** Everything that makes a desktop of one user out of the image. */
export interface DesktopConfiguration {
  workspaceId: string;
  account: MachineAccount;
  user: { userName: string; displayName?: string | undefined };
  management: GuestNetwork['management'];
  vpc: GuestNetwork['vpc'];
  /** For the encrypted display: its certificate, and the password that gateways show it. */
  display: { certificatePem: string; privateKeyPem: string; password: string };
  /** What gateways show to open side channels. */
  agentSecret: string;
  /** Whether the user may become root by his password. */
  localAdministrator: boolean;
  /** Of the IANA time zone database, such as `Europe/Berlin`. */
  timeZone: string;
}

/**
 * The files to write into a new instance of the desktop image before its first start.
 * @throws TypeError for a user name or time zone that cannot stand in them
 */
export function desktopFiles(desktop: DesktopConfiguration): GuestFile[] {
  const { account, management, vpc } = desktop;
  return [
    ...guestNetworkFiles({
      hostName: account.computerName.toLowerCase(),
      domainName: account.domainName,
      management,
      vpc,
      nameServers: account.controllerAddresses,
    }),
    ...userFiles(desktop),
    ...domainFiles(account),
    ...displayFiles(desktop),
    socketFile('alcove-health', `${management.address}:${HEALTH_PORT}`),
    ...agentFiles(management.address, desktop.agentSecret),
    rootFile('/etc/tmpfiles.d/alcove-desktop.conf', timeZoneRule(desktop.timeZone)),
  ];
}

/** The user's local entries: libnss-extrausers reads them, the password stays in the directory. */
function userFiles({ user, localAdministrator }: DesktopConfiguration): GuestFile[] {
  const name = checkedUserName(user.userName);
  const fullName = (user.displayName ?? '').replace(/[:,\p{Cc}]/gu, ' ').trim();
  const id = DESKTOP_USER_ID;
  return [
    rootFile('/var/lib/extrausers/passwd', `${name}:x:${id}:${id}:${fullName}:/home/${name}:/bin/bash\n`),
    rootFile('/var/lib/extrausers/group', `${name}:x:${id}:\n`),
    rootFile('/var/lib/extrausers/shadow', `${name}:*:::::::\n`, 0o600),
    rootFile('/etc/sudoers.d/alcove', localAdministrator ? `#${id} ALL=(ALL:ALL) ALL\n` : '', 0o440),
  ];
}

function domainFiles({ realm, domainName, controllerAddresses, keytab }: MachineAccount): GuestFile[] {
  const controllers = controllerAddresses.flatMap((address) => [
    `    kdc = ${address}`,
    `    kpasswd_server = ${address}`,
  ]);
  const configuration = [
    '[libdefaults]',
    `  default_realm = ${realm}`,
    '  dns_lookup_realm = false',
    '  dns_lookup_kdc = false',
    '  rdns = false',
    '  forwardable = true',
    '[realms]',
    `  ${realm} = {`,
    ...controllers,
    '  }',
    '[domain_realm]',
    `  .${domainName} = ${realm}`,
    `  ${domainName} = ${realm}`,
    '',
  ];
  return [
    rootFile('/etc/krb5.conf', configuration.join('\n')),
    rootFile('/etc/krb5.keytab', Buffer.from(keytab, 'base64'), 0o600),
  ];
}

function displayFiles({ workspaceId, management, display }: DesktopConfiguration): GuestFile[] {
  const environment = `ALCOVE_WORKSPACE_ID=${workspaceId}\nALCOVE_MANAGEMENT_ADDRESS=${management.address}\n`;
  return [
    rootFile('/etc/alcove/desktop.env', environment),
    rootFile('/etc/alcove/display.crt', display.certificatePem),
    userFile('/etc/alcove/display.key', display.privateKeyPem),
    userFile('/etc/alcove/display.password', vncPasswordFile(display.password)),
  ];
}

/** What opens a desktop's side channels. They are in {@link desktopFiles} too, and written later to older desktops. */
export function agentFiles(address: string, agentSecret: string): GuestFile[] {
  return [
    rootFile('/etc/alcove/agent.secret', `${agentSecret}\n`, 0o600),
    socketFile('alcove-agent', `${address}:${AGENT_PORT}`),
  ];
}

/** These listen on the management address alone: nobody in the VPC has anything to ask them. */
function socketFile(unit: string, address: string): GuestFile {
  const lines = ['[Socket]', 'ListenStream=', `ListenStream=${address}`, ''];
  return rootFile(`/etc/systemd/system/${unit}.socket.d/address.conf`, lines.join('\n'));
}

function checkedUserName(name: string): string {
  if (!isLinuxAccountName(name)) {
    throw new TypeError(`A desktop cannot have a user of the name ${JSON.stringify(name)}.`);
  }
  return name;
}

function timeZoneRule(timeZone: string): string {
  if (!/^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/.test(timeZone)) {
    throw new TypeError(`${JSON.stringify(timeZone)} is not the name of a time zone.`);
  }
  return `L+ /etc/localtime - - - - /usr/share/zoneinfo/${timeZone}\n`;
}

function rootFile(path: string, content: string | Buffer, mode = 0o644): GuestFile {
  return { path, content, uid: 0, gid: 0, mode };
}

function userFile(path: string, content: string | Buffer): GuestFile {
  return { path, content, uid: DESKTOP_USER_ID, gid: DESKTOP_USER_ID, mode: 0o600 };
}
