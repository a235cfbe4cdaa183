import type { TrustableDeviceType } from '../../base/deviceTypes.ts';
import type { Direction } from '../../workspaces/index.ts';

/** One call: its input, and for the compiler the type of its answer, where the classes of AWS's SDK have it. */
export abstract class AlcoveCommand<I extends object, O extends object> {
  readonly input: I;
  /** Never there. */
  declare readonly resolveMiddleware: (...args: never[]) => (...args: never[]) => Promise<{ output: O }>;

  constructor(input: I) {
    this.input = input;
  }
}

/** A session policy as the wire spells it; what is left out of a change stays. */
export interface SessionPolicyMembers {
  Clipboard?: Direction | undefined;
  ClipboardBytesMax?: number | undefined;
  FileTransfer?: Direction | undefined;
  Printing?: boolean | undefined;
  AudioIn?: boolean | undefined;
  VideoIn?: boolean | undefined;
  TimeZoneRedirection?: boolean | undefined;
  SessionResumeTimeoutMinutes?: number | undefined;
  IdleDisconnectMinutes?: number | undefined;
}

export type SessionPolicyMember = keyof SessionPolicyMembers;

interface OfDirectory {
  DirectoryId: string | undefined;
}

/** The policy that holds in a directory, and which of its members were set for it. */
export interface DirectoryPolicyResult {
  DirectoryId: string;
  SessionPolicy: Required<SessionPolicyMembers>;
  MembersSet: SessionPolicyMember[];
}

export class DescribeSessionPolicyCommand extends AlcoveCommand<OfDirectory, DirectoryPolicyResult> {}

export class ModifySessionPolicyCommand extends AlcoveCommand<
  OfDirectory & { SessionPolicy: SessionPolicyMembers | undefined },
  DirectoryPolicyResult
> {}

/** Without `Members`, all of them. */
export class ResetSessionPolicyCommand extends AlcoveCommand<
  OfDirectory & { Members?: SessionPolicyMember[] | undefined },
  DirectoryPolicyResult
> {}

export class DescribeWorkspaceSessionPolicyCommand extends AlcoveCommand<
  { WorkspaceId: string | undefined },
  {
    WorkspaceId: string;
    /** What holds for its sessions. */
    SessionPolicy: Required<SessionPolicyMembers>;
    /** Where the desktop's own file allows less than the directory. */
    MembersNarrowed: SessionPolicyMember[];
  }
> {}

/** Which devices a directory trusts. */
export interface TrustedDevicesResult {
  DirectoryId: string;
  /** Of these types, only trusted devices are let in. */
  DeviceTypes: string[];
  RootCertificates: {
    /** SHA-256 of the certificate, in hexadecimal. */
    Fingerprint: string;
    CommonName: string;
    /** RFC 3339. */
    NotAfter: string;
    /** RFC 3339. */
    ImportedAt: string;
  }[];
}

export class DescribeTrustedDevicesCommand extends AlcoveCommand<OfDirectory, TrustedDevicesResult> {}

export class ImportTrustedRootCommand extends AlcoveCommand<
  /** The certificate in PEM. */
  OfDirectory & { Certificate: string | undefined },
  TrustedDevicesResult
> {}

export class DeleteTrustedRootCommand extends AlcoveCommand<
  OfDirectory & { Fingerprint: string | undefined },
  TrustedDevicesResult
> {}

export class ModifyTrustedDeviceTypesCommand extends AlcoveCommand<
  OfDirectory & { DeviceTypes: TrustableDeviceType[] | undefined },
  TrustedDevicesResult
> {}
