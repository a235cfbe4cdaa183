import { randomBytes, randomInt } from 'node:crypto';

/**
 * A new identifier in the form that AWS gives the resource: a prefix and random characters.
 * EC2 resources have 17 hexadecimal digits (`vpc-0a1b…`), directories 10 (`d-90671a2b3c`),
 * everything of WorkSpaces nine of a-z0-9 (`ws-1a2b3c4d5`).
 */
export function newId(prefix: IdPrefix): string {
  const form = forms[prefix];
  return `${prefix}-${form.alphabet === 'hex' ? hexDigits(form.length) : characters(LOWER_AND_DIGITS, form.length)}`;
}

const LOWER_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `length` random characters of `alphabet`, each equally likely. */
export function characters(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

function hexDigits(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);
}

const ec2 = { alphabet: 'hex', length: 17 } as const;
const workspaces = { alphabet: 'lower', length: 9 } as const;

const forms = {
  vpc: ec2,
  'vpc-cidr-assoc': ec2,
  subnet: ec2,
  igw: ec2,
  eipalloc: ec2,
  eipassoc: ec2,
  nat: ec2,
  rtb: ec2,
  rtbassoc: ec2,
  eni: ec2,
  'eni-attach': ec2,
  sg: ec2,
  sgr: ec2,
  acl: ec2,
  aclassoc: ec2,
  dopt: ec2,
  snap: ec2,
  d: { alphabet: 'hex', length: 10 },
  ws: workspaces,
  wsb: workspaces,
  wsi: workspaces,
  wsipg: workspaces,
} as const;

export type IdPrefix = keyof typeof forms;
