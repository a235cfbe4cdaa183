/**
 * The operations of the service Alcove, in the form of the run-time schemas of AWS's SDK, so that the wire serves them
 * like any other service's. Kinds: 0 text, 1 number (or the list of a structure), 2 boolean, 3 structure, 9 operation, -3 error, 64 list of.
 */

const NAMESPACE = 'alcove.v20261121';
const TEXT = 0;
const NUMBER = 1;
const BOOLEAN = 2;
const LIST = 1;
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

const TrustedRoot$ = structure('TrustedRoot', [
  ['Fingerprint', TEXT],
  ['CommonName', TEXT],
  ['NotAfter', TEXT],
  ['ImportedAt', TEXT],
]);

const TrustedDevices$ = (name: string) =>
  structure(name, [
    ['DirectoryId', TEXT],
    ['DeviceTypes', TEXTS],
    ['RootCertificates', [LIST, NAMESPACE, 'TrustedRootList', 0, () => TrustedRoot$]],
  ]);

export const DescribeTrustedDevices$ = operation(
  'DescribeTrustedDevices',
  structure('DescribeTrustedDevicesRequest', [['DirectoryId', TEXT]], 1),
  TrustedDevices$('DescribeTrustedDevicesResult'),
);

export const ImportTrustedRoot$ = operation(
  'ImportTrustedRoot',
  structure(
    'ImportTrustedRootRequest',
    [
      ['DirectoryId', TEXT],
      ['Certificate', TEXT],
    ],
    2,
  ),
  TrustedDevices$('ImportTrustedRootResult'),
);

export const DeleteTrustedRoot$ = operation(
  'DeleteTrustedRoot',
  structure(
    'DeleteTrustedRootRequest',
    [
      ['DirectoryId', TEXT],
      ['Fingerprint', TEXT],
    ],
    2,
  ),
  TrustedDevices$('DeleteTrustedRootResult'),
);

export const ModifyTrustedDeviceTypes$ = operation(
  'ModifyTrustedDeviceTypes',
  structure(
    'ModifyTrustedDeviceTypesRequest',
    [
      ['DirectoryId', TEXT],
      ['DeviceTypes', TEXTS],
    ],
    2,
  ),
  TrustedDevices$('ModifyTrustedDeviceTypesResult'),
);

export const InvalidParameterValuesException$ = clientError('InvalidParameterValuesException');
export const ResourceNotFoundException$ = clientError('ResourceNotFoundException');
export const InvalidResourceStateException$ = clientError('InvalidResourceStateException');
export const ResourceLimitExceededException$ = clientError('ResourceLimitExceededException');
