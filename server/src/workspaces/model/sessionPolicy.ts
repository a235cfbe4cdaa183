/** Which way something may go between the user's own device and the desktop. */
export const directions = ['OFF', 'TO_DESKTOP', 'FROM_DESKTOP', 'BOTH'] as const;

export type Direction = (typeof directions)[number];

/** What users may do in a session beside seeing the desktop, and how long it stays theirs. */
export interface SessionPolicy {
  readonly clipboard: Direction;
  /** The largest content of the clipboard that is passed on, in bytes. */
  readonly clipboardBytesMax: number;
  readonly fileTransfer: Direction;
  /** Whether what is printed in the desktop comes to the client. */
  readonly printing: boolean;
  /** Whether the client's microphone is heard in the desktop. */
  readonly audioIn: boolean;
  /** Whether the client's camera is seen in the desktop. */
  readonly videoIn: boolean;
  /** Whether the desktop has the time zone of the client. */
  readonly timeZoneRedirection: boolean;
  /** How long after a cut a session is resumed without signing in again; 0 for not at all. */
  readonly sessionResumeTimeoutMinutes: number;
  /** How long a user may be without input before the connection is ended; 0 for as long as they like. */
  readonly idleDisconnectMinutes: number;
}

/** Some members of a policy: those that were set. */
export type SessionPolicyPart = Partial<SessionPolicy>;

/**
 * What holds where nothing was set. Clipboard, printing, microphone, camera, time zone and the 20 minutes are those of
 * the administration guide, "Manage Your Windows WorkSpaces Using Group Policy", for both protocols. It knows neither
 * transfer of files nor a largest clipboard nor a disconnection of the idle.
 */
export const DEFAULT_SESSION_POLICY: SessionPolicy = {
  clipboard: 'BOTH',
  clipboardBytesMax: 20 * 1024 ** 2,
  fileTransfer: 'BOTH',
  printing: true,
  audioIn: true,
  videoIn: true,
  timeZoneRedirection: true,
  sessionResumeTimeoutMinutes: 20,
  idleDisconnectMinutes: 0,
};

/** What a number of the policy may be. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** The numbers of a policy. A clipboard is held in memory while it is passed on, hence its largest size. */
export const sessionPolicyNumbers = {
  clipboardBytesMax: { min: 0, max: 64 * 1024 ** 2 },
  sessionResumeTimeoutMinutes: { min: 0, max: 7 * 24 * 60 },
  idleDisconnectMinutes: { min: 0, max: 7 * 24 * 60 },
} as const satisfies Partial<Record<keyof SessionPolicy, NumberRange>>;

/** Whether something may go from the user's device to the desktop. */
export function allowsToDesktop(direction: Direction): boolean {
  return direction === 'BOTH' || direction === 'TO_DESKTOP';
}

/** Whether something may go from the desktop to the user's device. */
export function allowsFromDesktop(direction: Direction): boolean {
  return direction === 'BOTH' || direction === 'FROM_DESKTOP';
}

/**
 * A policy with a further one laid upon it: of each member the narrower of the two holds, so that neither gives what
 * the other refuses.
 */
export function effectivePolicy(policy: SessionPolicy, narrowing: SessionPolicyPart): SessionPolicy {
  const other = { ...policy, ...narrowing };
  return {
    clipboard: both(policy.clipboard, other.clipboard),
    clipboardBytesMax: Math.min(policy.clipboardBytesMax, other.clipboardBytesMax),
    fileTransfer: both(policy.fileTransfer, other.fileTransfer),
    printing: policy.printing && other.printing,
    audioIn: policy.audioIn && other.audioIn,
    videoIn: policy.videoIn && other.videoIn,
    timeZoneRedirection: policy.timeZoneRedirection && other.timeZoneRedirection,
    sessionResumeTimeoutMinutes: Math.min(
      policy.sessionResumeTimeoutMinutes,
      other.sessionResumeTimeoutMinutes,
    ),
    idleDisconnectMinutes: sooner(policy.idleDisconnectMinutes, other.idleDisconnectMinutes),
  };
}

/** The ways that both allow. */
function both(one: Direction, other: Direction): Direction {
  const toDesktop = allowsToDesktop(one) && allowsToDesktop(other);
  const fromDesktop = allowsFromDesktop(one) && allowsFromDesktop(other);
  if (toDesktop) return fromDesktop ? 'BOTH' : 'TO_DESKTOP';
  return fromDesktop ? 'FROM_DESKTOP' : 'OFF';
}

/** The shorter of two times, 0 being endless. */
function sooner(one: number, other: number): number {
  if (one === 0 || other === 0) return one || other;
  return Math.min(one, other);
}
