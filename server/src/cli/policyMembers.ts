import type { SessionPolicyMember, SessionPolicyMembers } from '../extensions/sdk/index.ts';
import { type Direction, directions } from '../workspaces/index.ts';
import { CommandError } from './failure.ts';

/** A member of a session policy on the command line: how its value is written, and what it is. */
interface MemberOption {
  readonly member: SessionPolicyMember;
  readonly kind: 'direction' | 'switch' | 'number';
  readonly meaning: string;
}

/** By the names that the command line and /etc/alcove/desktop.conf have for them. */
export const memberOptions: Readonly<Record<string, MemberOption>> = {
  clipboard: {
    ...{ member: 'Clipboard', kind: 'direction' },
    meaning: 'copying and pasting between device and desktop',
  },
  'clipboard-bytes-max': {
    ...{ member: 'ClipboardBytesMax', kind: 'number' },
    meaning: 'the largest content of the clipboard, in bytes',
  },
  'file-transfer': { member: 'FileTransfer', kind: 'direction', meaning: 'uploading and downloading files' },
  printing: { member: 'Printing', kind: 'switch', meaning: 'printing from the desktop to the device' },
  'audio-in': { member: 'AudioIn', kind: 'switch', meaning: "the device's microphone in the desktop" },
  'video-in': { member: 'VideoIn', kind: 'switch', meaning: "the device's camera in the desktop" },
  'time-zone': {
    ...{ member: 'TimeZoneRedirection', kind: 'switch' },
    meaning: "the desktop has the device's time zone",
  },
  'session-resume-timeout': {
    ...{ member: 'SessionResumeTimeoutMinutes', kind: 'number' },
    meaning: 'minutes after a cut in which nobody has to sign in again',
  },
  'idle-disconnect': {
    ...{ member: 'IdleDisconnectMinutes', kind: 'number' },
    meaning: 'minutes without input after which the user is disconnected; 0 for never',
  },
};

/** The option of a name. @throws CommandError where there is none */
export function memberOption(name: string): MemberOption {
  const option = Object.hasOwn(memberOptions, name) ? memberOptions[name] : undefined;
  if (option) return option;
  throw new CommandError(`There is no policy ${name}; there are ${Object.keys(memberOptions).join(', ')}.`);
}

/**
 * Reads `clipboard=off`, `printing=on`, `idle-disconnect=30`.
 * @throws CommandError
 */
export function readAssignments(assignments: readonly string[]): SessionPolicyMembers {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const [, name, text] = /^([^=]+)=(.*)$/.exec(assignment) ?? [];
      if (name === undefined || text === undefined) {
        throw new CommandError(`Write a policy as name=value, such as clipboard=off, not ${assignment}.`);
      }
      const option = memberOption(name);
      return [option.member, readValue(name, option, text)];
    }),
  );
}

function readValue(name: string, { kind }: MemberOption, text: string): Direction | boolean | number {
  if (kind === 'number') {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new CommandError(`${name} is a number, not ${text}.`);
  }
  if (kind === 'switch') {
    if (text === 'on' || text === 'off') return text === 'on';
    throw new CommandError(`${name} is on or off, not ${text}.`);
  }
  const direction = directions.find((one) => spelled(one) === text);
  if (direction) return direction;
  throw new CommandError(`${name} is one of ${directions.map(spelled).join(', ')}, not ${text}.`);
}

/** A value as {@link readAssignments} reads it. */
export function showValue(value: Direction | boolean | number | undefined): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'string' ? spelled(value) : String(value ?? '');
}

function spelled(direction: Direction | string): string {
  return direction.toLowerCase().replace('_', '-');
}
