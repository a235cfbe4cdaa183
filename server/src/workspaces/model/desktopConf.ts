import {
  type Direction,
  directions,
  type SessionPolicy,
  type SessionPolicyPart,
  sessionPolicyNumbers,
} from './sessionPolicy.ts';

/** The file in a desktop that narrows what its directory allows: the place of the guide's pcoip-agent.conf. */
export const DESKTOP_CONF = '/etc/alcove/desktop.conf';

/** What is longer is not read. */
export const DESKTOP_CONF_BYTES_MAX = 64 * 1024;

/** A line that says nothing which could be understood. It is left out, and somebody should know. */
export interface DesktopConfProblem {
  /** Counted from 1. */
  line: number;
  message: string;
}

export interface DesktopConf {
  narrowing: SessionPolicyPart;
  problems: DesktopConfProblem[];
}

/** The keys of the file: those of `alcove policy`. */
const keys: Readonly<Record<string, keyof SessionPolicy>> = {
  clipboard: 'clipboard',
  'clipboard-bytes-max': 'clipboardBytesMax',
  'file-transfer': 'fileTransfer',
  printing: 'printing',
  'audio-in': 'audioIn',
  'video-in': 'videoIn',
  'time-zone': 'timeZoneRedirection',
  'session-resume-timeout': 'sessionResumeTimeoutMinutes',
  'idle-disconnect': 'idleDisconnectMinutes',
};

/** As pcoip-agent.conf writes it (guide, "Enable or Disable Clipboard Redirection for Amazon Linux WorkSpaces"). */
const PCOIP_CLIPBOARD = 'pcoip.server_clipboard_state';
const pcoipClipboardStates: Readonly<Record<string, Direction>> = {
  '0': 'OFF',
  '1': 'BOTH',
  '2': 'TO_DESKTOP',
  '3': 'FROM_DESKTOP',
};

/**
 * Reads the file: `key = value` lines, empty ones and those that begin with `#` apart; of several for one key the last
 * one counts. Whatever a desktop has written there, nothing is thrown.
 */
export function parseDesktopConf(text: string): DesktopConf {
  const conf: DesktopConf = { narrowing: {}, problems: [] };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const read = readLine(line);
    if (typeof read === 'string') conf.problems.push({ line: index + 1, message: read });
    else conf.narrowing = { ...conf.narrowing, ...read };
  }
  return conf;
}

/** What the line says, or what is wrong with it. */
function readLine(line: string): SessionPolicyPart | string {
  const [, key = '', value = ''] = /^([^=]*?)\s*=\s*(.*)$/.exec(line) ?? [];
  if (key === PCOIP_CLIPBOARD) {
    const clipboard = Object.hasOwn(pcoipClipboardStates, value) ? pcoipClipboardStates[value] : undefined;
    return clipboard ? { clipboard } : `${PCOIP_CLIPBOARD} is 0, 1, 2 or 3.`;
  }
  const member = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (!member)
    return `A line has the form key = value, with one of the keys ${Object.keys(keys).join(', ')}.`;
  return readMember(key, member, value);
}

function readMember(key: string, member: keyof SessionPolicy, value: string): SessionPolicyPart | string {
  switch (member) {
    case 'clipboard':
    case 'fileTransfer': {
      const direction = directions.find((one) => one.toLowerCase().replace('_', '-') === value);
      return direction ? { [member]: direction } : `${key} is one of off, to-desktop, from-desktop, both.`;
    }
    case 'clipboardBytesMax':
    case 'sessionResumeTimeoutMinutes':
    case 'idleDisconnectMinutes': {
      const { min, max } = sessionPolicyNumbers[member];
      const number = Number(value);
      const fits = /^\d{1,9}$/.test(value) && number >= min && number <= max;
      return fits ? { [member]: number } : `${key} is a number from ${min} to ${max}.`;
    }
    default:
      return value === 'on' || value === 'off' ? { [member]: value === 'on' } : `${key} is on or off.`;
  }
}
