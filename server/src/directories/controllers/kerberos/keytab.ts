import { stringToKey } from './stringToKey.ts';

/** A Kerberos principal such as `host/ws1.corp.example.com@CORP.EXAMPLE.COM`. */
export interface Principal {
  components: readonly string[];
  realm: string;
}

export interface KeytabEntry {
  principal: Principal;
  keyVersion: number;
  encryptionType: number;
  key: Buffer;
  timestamp: Date;
}

/** The numbers of RFC 3962, section 7. */
export const AES128_CTS_HMAC_SHA1_96 = 17;
export const AES256_CTS_HMAC_SHA1_96 = 18;

const FORMAT_VERSION = Buffer.from([5, 2]);
const NAME_TYPE_PRINCIPAL = 1;

/** An MIT keytab file, format 5.2: every number big-endian, every entry behind its length. */
export function keytab(entries: readonly KeytabEntry[]): Buffer {
  return Buffer.concat([FORMAT_VERSION, ...entries.map(encodeEntry)]);
}

function encodeEntry(entry: KeytabEntry): Buffer {
  const { components, realm } = entry.principal;
  const body = Buffer.concat([
    uint16(components.length),
    counted(Buffer.from(realm)),
    ...components.map((component) => counted(Buffer.from(component))),
    uint32(NAME_TYPE_PRINCIPAL),
    uint32(Math.floor(entry.timestamp.getTime() / 1000)),
    // The old, 8-bit version, and behind the key the whole one, which readers prefer.
    Buffer.from([entry.keyVersion & 0xff]),
    uint16(entry.encryptionType),
    counted(entry.key),
    uint32(entry.keyVersion),
  ]);
  return Buffer.concat([uint32(body.length), body]);
}

export interface MachineKeys {
  computerName: string;
  /** Lower case, such as `corp.example.com`. */
  domainName: string;
  password: string;
  /** The account's msDS-KeyVersionNumber. */
  keyVersion: number;
  timestamp: Date;
}

/**
 * The keytab of a machine account: its own name and the service names that a member of the domain answers to.
 * All share the account's keys, whose salt Active Directory makes of realm, `host` and the full name in lower case.
 */
export function machineKeytab(machine: MachineKeys): Buffer {
  const name = machine.computerName.toUpperCase();
  const realm = machine.domainName.toUpperCase();
  const fullName = `${name.toLowerCase()}.${machine.domainName}`;
  const salt = `${realm}host${fullName}`;
  const keys = [
    { encryptionType: AES256_CTS_HMAC_SHA1_96, key: stringToKey(machine.password, salt, 256) },
    { encryptionType: AES128_CTS_HMAC_SHA1_96, key: stringToKey(machine.password, salt, 128) },
  ];
  const principals = [
    [`${name}$`],
    ['host', fullName],
    ['host', name],
    ['RestrictedKrbHost', fullName],
    ['RestrictedKrbHost', name],
  ];
  return keytab(
    principals.flatMap((components) =>
      keys.map((key) => ({
        principal: { components, realm },
        keyVersion: machine.keyVersion,
        timestamp: machine.timestamp,
        ...key,
      })),
    ),
  );
}

function counted(octets: Buffer): Buffer {
  return Buffer.concat([uint16(octets.length), octets]);
}

function uint16(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(value);
  return octets;
}

function uint32(value: number): Buffer {
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(value);
  return octets;
}
