import type { GuestFile } from '../../engine/engine.ts';
import { MANAGEMENT_INTERFACE, VPC_INTERFACE } from '../../engine/guestNetwork.ts';
import { USER_TICKET_LIFETIME_HOURS } from '../model/kerberos.ts';

/** What decides how a controller's Samba is configured. */
export interface SambaSettings {
  hostName: string;
  /** Lower case. */
  domainName: string;
  shortName: string;
  /** Answers for names outside the domain. */
  forwarder: string;
}

/** Where Samba keeps its databases: the default, which libwbclient and the image's unit have compiled in. */
export const SAMBA_DIRECTORY = '/var/lib/samba';

/** smb.conf and krb5.conf of a controller; samba-tool takes them as they are when it provisions. */
export function sambaFiles(settings: SambaSettings): GuestFile[] {
  return [
    { path: '/etc/samba/smb.conf', content: smbConf(settings), uid: 0, gid: 0, mode: 0o644 },
    { path: '/etc/krb5.conf', content: krb5Conf(settings), uid: 0, gid: 0, mode: 0o644 },
  ];
}

function smbConf({ hostName, domainName, shortName, forwarder }: SambaSettings): string {
  const global: Record<string, string> = {
    'netbios name': hostName.toUpperCase(),
    realm: domainName.toUpperCase(),
    workgroup: shortName.toUpperCase(),
    'server role': 'active directory domain controller',
    // Without the NetBIOS of old, and without dnsupdate, which would publish the management address.
    'server services': 's3fs, rpc, ldap, cldap, kdc, drepl, winbindd, kcc, dns',
    'disable netbios': 'yes',
    interfaces: `lo ${VPC_INTERFACE} ${MANAGEMENT_INTERFACE}`,
    'bind interfaces only': 'yes',
    'dns forwarder': forwarder,
    'idmap_ldb:use rfc2307': 'yes',
    // In minutes; by default a replaced password goes on working for an hour.
    'old password allowed period': '0',
    // In hours.
    'kdc:user ticket lifetime': String(USER_TICKET_LIFETIME_HOURS),
    // In seconds: a second controller hears of changes at once.
    'dreplsrv:notify_interval': '1',
    'dreplsrv:periodic_interval': '30',
    'kccsrv:periodic_interval': '60',
    'prefork children': '1',
    // In a user namespace the ACLs of SYSVOL cannot stand in security.NTACL.
    'vfs objects': 'dfs_samba4 acl_xattr',
    'acl_xattr:security_acl_name': 'user.NTACL',
    'tls enabled': 'yes',
    'tls keyfile': 'tls/key.pem',
    'tls certfile': 'tls/cert.pem',
    'tls cafile': 'tls/ca.pem',
    'max log size': '1000',
  };
  return [
    section('global', global),
    section('sysvol', { path: `${SAMBA_DIRECTORY}/sysvol`, 'read only': 'no' }),
    section('netlogon', { path: `${SAMBA_DIRECTORY}/sysvol/${domainName}/scripts`, 'read only': 'no' }),
  ].join('\n');
}

function section(name: string, settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([key, value]) => `\t${key} = ${value}\n`);
  return `[${name}]\n${lines.join('')}`;
}

function krb5Conf({ domainName }: SambaSettings): string {
  return [
    '[libdefaults]',
    `\tdefault_realm = ${domainName.toUpperCase()}`,
    '\tdns_lookup_realm = false',
    '\tdns_lookup_kdc = true',
    '\trdns = false',
    '',
  ].join('\n');
}
