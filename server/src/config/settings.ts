import { z } from 'zod';
import { parseAddressRange } from '../base/addressRanges.ts';

/** One row of the table of settings: what it is for, what it is unless said otherwise, and what it may be. */
export interface Setting<T> {
  readonly meaning: string;
  readonly default: T;
  readonly schema: z.ZodType<T>;
  /** Its value is not shown by `alcove config`. */
  readonly secret: boolean;
}

function setting<T>(schema: z.ZodType<T>, fallback: T, meaning: string, secret = false): Setting<T> {
  return { meaning, default: fallback, schema, secret };
}

const port = z.int().min(0).max(65_535);
const text = z.string();
const cidr = z.cidrv4('must be an IPv4 range such as 198.19.0.0/16');
const optionalUrl = (protocols: RegExp, example: string) =>
  z.union([
    z.literal(''),
    z.url({ protocol: protocols, error: `must be empty or a URL such as ${example}` }),
  ]);

/**
 * Every setting there is. A name `directories.createMissingUsers` stands under `directories:` in config.yaml and in
 * the environment as ALCOVE_DIRECTORIES_CREATE_MISSING_USERS.
 */
export const settings = {
  'api.listenAddress': setting(text.min(1), '0.0.0.0', 'Address that the AWS endpoint listens on for HTTPS.'),
  'api.httpsPort': setting(port, 8443, 'Port of the AWS endpoint (HTTPS).'),
  'api.httpPort': setting(
    port,
    8080,
    'Port of the AWS endpoint on the loopback interface without TLS; 0 turns it off.',
  ),
  'api.throttleRatePerSecond': setting(
    z.number().min(0),
    2,
    "How often in a second an account's keys may call an operation, but for the operator's own key; 0: as often as they like.",
  ),
  'api.throttleBurst': setting(z.int().min(1), 5, 'How many such calls of an operation may come at once.'),
  'gateway.listenAddress': setting(text.min(1), '0.0.0.0', 'Address that users reach the gateway on.'),
  'gateway.port': setting(port, 8444, 'Port of the gateway (HTTPS): sign-in page and desktops.'),
  'gateway.pcoipPort': setting(
    port,
    4172,
    'Port of the gateway for native clients of WorkSpaces with the protocol PCOIP; 0 turns it off.',
  ),
  'gateway.wspPort': setting(
    port,
    4195,
    'Port of the gateway for native clients of WorkSpaces with the protocol WSP; 0 turns it off.',
  ),
  'gateway.publicUrl': setting(
    optionalUrl(/^https$/, 'https://desktops.example.com'),
    '',
    "The gateway's address in invitations; empty: this host's name and the gateway's port.",
  ),
  'gateway.devicePort': setting(
    port,
    0,
    'Port of the gateway (HTTPS) on which native clients show the certificates of trusted devices; 0 turns it off. Nothing that ends TLS may stand in front of it.',
  ),
  'gateway.trustedProxies': setting(
    z.array(
      z
        .string()
        .refine((range) => parseAddressRange(range), 'must be a list such as [192.0.2.10, 2001:db8::/64]'),
    ),
    [],
    "Addresses and ranges of proxies in front of the gateway whose X-Forwarded-For says who the client is; nobody else's is believed.",
  ),
  'region.name': setting(
    z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a Region name such as us-east-1'),
    'us-east-1',
    'The Region that this installation is.',
  ),
  'database.url': setting(
    optionalUrl(/^postgres(ql)?$/, 'postgresql://alcove@db.example.com/alcove'),
    '',
    'An external PostgreSQL; empty: the embedded server, for a single host.',
    true,
  ),
  'engine.socket': setting(
    text,
    '',
    "Unix socket of an Incus or LXD server to use; empty: a server of Alcove's own under the state directory.",
  ),
  'engine.pool': setting(
    z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'must be the name of a storage pool'),
    'alcove',
    'The storage pool of the server that engine.socket names; it must be there.',
  ),
  'engine.poolSizeGib': setting(
    z.int().min(10),
    100,
    'Size of the storage pool, a sparse file that grows with what is stored; it cannot be changed later.',
  ),
  'volumes.poolSizeGib': setting(
    z.int().min(0),
    0,
    "Size of the file that holds the desktops' volumes, which takes only what is stored; it may be raised later. 0: as large as the disk. Without effect where the state directory is on XFS or btrfs.",
  ),
  'network.managementCidr': setting(
    cidr,
    '198.19.0.0/16',
    'Range of the management network between the gateway and the desktops; must not overlap any VPC.',
  ),
  'network.uplinkCidr': setting(
    cidr,
    '198.18.0.0/16',
    "Range of the links between the VPCs' routers and this host.",
  ),
  'network.elasticAddressPool': setting(
    cidr,
    '198.51.100.0/24',
    'Range that elastic addresses are given out from.',
  ),
  'network.nameServers': setting(
    z.array(z.ipv4('must be a list of IPv4 addresses such as [192.0.2.53]')),
    [],
    "Name servers that the VPCs' resolvers ask; empty: those that this host uses.",
  ),
  'directories.createMissingUsers': setting(
    z.boolean(),
    false,
    'Whether CreateWorkspaces makes a user whom the directory does not have.',
  ),
  'workspaces.quota': setting(
    z.int().min(0),
    0,
    "How many WorkSpaces an account may have; 0: what this host's memory carries, two for each GiB.",
  ),
  'workspaces.overcommit': setting(
    z.boolean(),
    true,
    'Whether a WorkSpace may have a compute type with more processors or memory than this host has.',
  ),
  'workspaces.timeZone': setting(
    z.string().refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'Etc/UTC', {
      error: 'must be a time zone such as Europe/Berlin',
    }),
    'Etc/UTC',
    'Time zone of the desktops.',
  ),
  'images.cacheDirectory': setting(
    z.string().startsWith('/', 'must be an absolute path'),
    '/var/cache/alcove',
    'Where built images are kept; installations on one host share it.',
  ),
  'mail.smtpUrl': setting(
    optionalUrl(/^smtps?$/, 'smtps://user:password@mail.example.com'),
    '',
    'Server that sends invitations; empty: they are written to the outbox folder of the state directory.',
    true,
  ),
  'mail.from': setting(text.min(3), 'Alcove <alcove@localhost>', 'Sender of invitations.'),
  'log.level': setting(
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']),
    'info',
    'How much the processes log.',
  ),
  'system.user': setting(
    z.string().regex(/^[a-z_][a-z0-9_-]{0,30}$/, 'must be a user name'),
    'alcove',
    'Unprivileged user of this host that api, gateway and the embedded database run as; made when missing.',
  ),
} as const;

export type SettingName = keyof typeof settings;

/** The values of all settings by their full names. */
export type Settings = { readonly [Name in SettingName]: (typeof settings)[Name]['default'] };
