import { trustableDeviceTypes } from '../base/deviceTypes.ts';
import type { ConstraintModel } from '../wire/constraints.ts';
import { directions, sessionPolicyNumbers } from '../workspaces/index.ts';

const number = (range: { min: number; max: number }) => ({ type: 'integer', ...range });

/** What inputs must keep to, as models/ has it of AWS's services. */
export const constraints: ConstraintModel = {
  inputs: {
    DescribeSessionPolicy: 'DirectoryRequest',
    ModifySessionPolicy: 'ModifySessionPolicyRequest',
    ResetSessionPolicy: 'ResetSessionPolicyRequest',
    DescribeWorkspaceSessionPolicy: 'WorkspaceRequest',
    DescribeTrustedDevices: 'DirectoryRequest',
    ImportTrustedRoot: 'ImportTrustedRootRequest',
    DeleteTrustedRoot: 'DeleteTrustedRootRequest',
    ModifyTrustedDeviceTypes: 'ModifyTrustedDeviceTypesRequest',
  },
  shapes: {
    DirectoryRequest: { members: { DirectoryId: 'DirectoryId' } },
    WorkspaceRequest: { members: { WorkspaceId: 'WorkspaceId' } },
    ModifySessionPolicyRequest: { members: { DirectoryId: 'DirectoryId', SessionPolicy: 'SessionPolicy' } },
    ResetSessionPolicyRequest: { members: { DirectoryId: 'DirectoryId', Members: 'MemberList' } },
    ImportTrustedRootRequest: { members: { DirectoryId: 'DirectoryId', Certificate: 'Certificate' } },
    DeleteTrustedRootRequest: { members: { DirectoryId: 'DirectoryId', Fingerprint: 'Fingerprint' } },
    ModifyTrustedDeviceTypesRequest: {
      members: { DirectoryId: 'DirectoryId', DeviceTypes: 'TrustableDeviceTypeList' },
    },
    SessionPolicy: {
      members: {
        Clipboard: 'Direction',
        ClipboardBytesMax: 'ClipboardBytes',
        FileTransfer: 'Direction',
        SessionResumeTimeoutMinutes: 'ResumeMinutes',
        IdleDisconnectMinutes: 'IdleMinutes',
      },
    },
    DirectoryId: { pattern: 'd-[0-9a-f]{8,63}' },
    WorkspaceId: { pattern: 'ws-[0-9a-z]{8,63}' },
    Certificate: { min: 1, max: 16_384 },
    Fingerprint: { pattern: '[0-9a-fA-F]{64}' },
    TrustableDeviceTypeList: { element: 'TrustableDeviceType', min: 0, max: trustableDeviceTypes.length },
    TrustableDeviceType: { enum: trustableDeviceTypes },
    Direction: { enum: directions },
    ClipboardBytes: number(sessionPolicyNumbers.clipboardBytesMax),
    ResumeMinutes: number(sessionPolicyNumbers.sessionResumeTimeoutMinutes),
    IdleMinutes: number(sessionPolicyNumbers.idleDisconnectMinutes),
    MemberList: { element: 'Member', min: 1, max: 9 },
    Member: {
      enum: [
        ...['Clipboard', 'ClipboardBytesMax', 'FileTransfer', 'Printing', 'AudioIn', 'VideoIn'],
        ...['TimeZoneRedirection', 'SessionResumeTimeoutMinutes', 'IdleDisconnectMinutes'],
      ],
    },
  },
};
