import { ApiError } from '../../wire/operation.ts';
import {
  DEFAULT_SESSION_POLICY,
  type SessionPolicy,
  type SessionPolicyPart,
} from '../../workspaces/index.ts';
import type { DirectoryPolicyResult, SessionPolicyMember, SessionPolicyMembers } from '../sdk/index.ts';

/** The wire's names are those of the model with a capital. */
const names: Readonly<Record<keyof SessionPolicy, SessionPolicyMember>> = {
  clipboard: 'Clipboard',
  clipboardBytesMax: 'ClipboardBytesMax',
  fileTransfer: 'FileTransfer',
  printing: 'Printing',
  audioIn: 'AudioIn',
  videoIn: 'VideoIn',
  timeZoneRedirection: 'TimeZoneRedirection',
  sessionResumeTimeoutMinutes: 'SessionResumeTimeoutMinutes',
  idleDisconnectMinutes: 'IdleDisconnectMinutes',
};

const members = Object.keys(names) as (keyof SessionPolicy)[];

/** The members that a change names, as the model has them. */
export function fromMembers(changes: SessionPolicyMembers): SessionPolicyPart {
  const given = members.flatMap((member) => {
    const value = changes[names[member]];
    return value === undefined ? [] : [[member, value]];
  });
  return Object.fromEntries(given);
}

/** A policy as the wire spells it. */
export function toMembers(policy: SessionPolicy): Required<SessionPolicyMembers> {
  return {
    Clipboard: policy.clipboard,
    ClipboardBytesMax: policy.clipboardBytesMax,
    FileTransfer: policy.fileTransfer,
    Printing: policy.printing,
    AudioIn: policy.audioIn,
    VideoIn: policy.videoIn,
    TimeZoneRedirection: policy.timeZoneRedirection,
    SessionResumeTimeoutMinutes: policy.sessionResumeTimeoutMinutes,
    IdleDisconnectMinutes: policy.idleDisconnectMinutes,
  };
}

/** What was set without some members. */
export function without(part: SessionPolicyPart, removed: readonly SessionPolicyMember[]): SessionPolicyPart {
  const kept = members.filter((member) => part[member] !== undefined && !removed.includes(names[member]));
  return Object.fromEntries(kept.map((member) => [member, part[member]]));
}

/** In what one policy differs from another. */
export function differences(one: SessionPolicy, other: SessionPolicy): SessionPolicyMember[] {
  return members.filter((member) => one[member] !== other[member]).map((member) => names[member]);
}

/**
 * The answer that all operations on a directory's policy give.
 * @throws ApiError where the account has no such directory
 */
export function directoryPolicy(
  directoryId: string,
  part: SessionPolicyPart | undefined,
): DirectoryPolicyResult {
  if (!part) {
    const message = `The directory ${directoryId} is not registered with WorkSpaces.`;
    throw new ApiError('ResourceNotFoundException', message);
  }
  return {
    DirectoryId: directoryId,
    SessionPolicy: toMembers({ ...DEFAULT_SESSION_POLICY, ...part }),
    MembersSet: members.filter((member) => part[member] !== undefined).map((member) => names[member]),
  };
}
