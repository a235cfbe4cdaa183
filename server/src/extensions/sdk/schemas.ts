/**
 * The operations of the service Alcove, in the form of the run-time schemas of AWS's SDK, so that the wire serves them
 * like any other service's. Kinds: 0 text, 1 number, 2 boolean, 3 structure, 9 operation, -3 error, 64 list of.
 */

const NAMESPACE = 'alcove.v20261121';
const TEXT = 0;
const NUMBER = 1;
const BOOLEAN = 2;
const STRUCTURE = 3;
const OPERATION = 9;
const ERROR = -3;
const TEXTS = 64;

type Members = readonly (readonly [name: string, schema: unknown])[];

/** @param required how many of the members, from the first on, must be there */
function structure(name: string, members: Members, required = 0) {
  const [names, schemas] = [members.map(([member]) => member), members.map(([, schema]) => schema)];
  return [STRUCTURE, NAMESPACE, name, 0, names, schemas, required] as const;
}

function operation(name: string, input: unknown, output: unknown) {
  return [OPERATION, NAMESPACE, name, 0, () => input, () => output] as const;
}

function clientError(name: string) {
  return [ERROR, NAMESPACE, name, { error: 'client' }, ['message'], [TEXT]] as const;
}

const SessionPolicy$ = structure('SessionPolicy', [
  ['Clipboard', TEXT],
  ['ClipboardBytesMax', NUMBER],
  ['FileTransfer', TEXT],
  ['Printing', BOOLEAN],
  ['AudioIn', BOOLEAN],
  ['VideoIn', BOOLEAN],
  ['TimeZoneRedirection', BOOLEAN],
  ['SessionResumeTimeoutMinutes', NUMBER],
  ['IdleDisconnectMinutes', NUMBER],
]);

const DirectoryPolicy$ = (name: string) =>
  structure(name, [
    ['DirectoryId', TEXT],
    ['SessionPolicy', () => SessionPolicy$],
    ['MembersSet', TEXTS],
  ]);

export const DescribeSessionPolicy$ = operation(
  'DescribeSessionPolicy',
  structure('DescribeSessionPolicyRequest', [['DirectoryId', TEXT]], 1),
  DirectoryPolicy$('DescribeSessionPolicyResult'),
);

export const ModifySessionPolicy$ = operation(
  'ModifySessionPolicy',
  structure(
    'ModifySessionPolicyRequest',
    [
      ['DirectoryId', TEXT],
      ['SessionPolicy', () => SessionPolicy$],
    ],
    2,
  ),
  DirectoryPolicy$('ModifySessionPolicyResult'),
);

export const ResetSessionPolicy$ = operation(
  'ResetSessionPolicy',
  structure(
    'ResetSessionPolicyRequest',
    [
      ['DirectoryId', TEXT],
      ['Members', TEXTS],
    ],
    1,
  ),
  DirectoryPolicy$('ResetSessionPolicyResult'),
);

export const DescribeWorkspaceSessionPolicy$ = operation(
  'DescribeWorkspaceSessionPolicy',
  structure('DescribeWorkspaceSessionPolicyRequest', [['WorkspaceId', TEXT]], 1),
  structure('DescribeWorkspaceSessionPolicyResult', [
    ['WorkspaceId', TEXT],
    ['SessionPolicy', () => SessionPolicy$],
    ['MembersNarrowed', TEXTS],
  ]),
);

export const InvalidParameterValuesException$ = clientError('InvalidParameterValuesException');
export const ResourceNotFoundException$ = clientError('ResourceNotFoundException');
