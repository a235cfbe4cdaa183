/** The TCP port on a desktop's management address that answers how the desktop is; the guide's port of management. */
export const HEALTH_PORT = 8200;

/** So many questions in a row have to fail before a WorkSpace counts as unhealthy: one lost answer is none. */
export const FAILURES_UNTIL_UNHEALTHY = 3;

/** How a desktop says it is: `/usr/lib/alcove/health` of the image writes it. */
export interface HealthAnswer {
  /** The computer's name as its system has it. */
  hostName: string;
  /** Whether the X server runs, and in it the user's session. */
  display: boolean;
  session: boolean;
  uptimeSeconds: number;
  /** Of the last minute. */
  load: number;
  rootSizeMib: number;
  rootUsedMib: number;
  homeSizeMib: number;
  homeUsedMib: number;
  /** Updates wait for a restart. */
  rebootRequired: boolean;
  /** Which /etc/alcove/desktop.conf there is; empty where there is none, absent in desktops of earlier images. */
  policyStamp?: string;
}

/** What came of a question. */
export type HealthReply =
  | { kind: 'answer'; answer: HealthAnswer }
  /** The connection was refused: nobody listens. */
  | { kind: 'refused' }
  /** No connection came about: what is sent does not arrive, or nothing comes back. */
  | { kind: 'unreachable' }
  /** The connection came about, and nothing was said in time. */
  | { kind: 'silent' }
  /** What was said is no answer. */
  | { kind: 'garbled' };

const STAMP_LENGTH_MAX = 100;
const TEXT_MEMBERS = ['hostName'] as const;
const FLAG_MEMBERS = ['display', 'session', 'rebootRequired'] as const;
const NUMBER_MEMBERS = [
  ...(['uptimeSeconds', 'load', 'rootSizeMib', 'rootUsedMib', 'homeSizeMib', 'homeUsedMib'] as const),
];

/** Reads an answer, which anybody inside may have forged; undefined for what is none. */
export function readAnswer(text: string): HealthAnswer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isAnswer(value) ? value : undefined;
}

function isAnswer(value: unknown): value is HealthAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const members = new Map(Object.entries(value));
  const all = (names: readonly string[], type: string) =>
    names.every((name) => typeof members.get(name) === type);
  const stamp = members.get('policyStamp');
  const stampFits = stamp === undefined || (typeof stamp === 'string' && stamp.length <= STAMP_LENGTH_MAX);
  return (
    stampFits && all(TEXT_MEMBERS, 'string') && all(FLAG_MEMBERS, 'boolean') && all(NUMBER_MEMBERS, 'number')
  );
}

/** What is wrong with a desktop: the API's ErrorCode and a sentence for the administrator. */
export interface HealthProblem {
  /** Where it leads when it lasts. */
  state: 'UNHEALTHY' | 'IMPAIRED';
  code: string;
  message: string;
}

/**
 * What a reply says about a WorkSpace; undefined: it is well. The causes are those of the guide's chapter "One of my
 * WorkSpaces has a state of Unhealthy": blocked ports, too much load, a changed computer name.
 * @param computerName the one that the WorkSpace was given
 */
export function healthProblem(reply: HealthReply, computerName: string): HealthProblem | undefined {
  if (reply.kind !== 'answer') return silence[reply.kind];
  const { hostName, display } = reply.answer;
  if (hostName.toLowerCase() !== computerName.toLowerCase()) {
    return unhealthy(
      'UnhealthyWorkspace.ComputerNameChanged',
      `The computer name was changed: it is ${hostName.slice(0, 64) || 'not a name'} instead of ${computerName}.`,
    );
  }
  if (display) return undefined;
  return {
    state: 'IMPAIRED',
    code: 'ImpairedWorkspace.NoDisplay',
    message: 'The desktop answers, but its display does not run.',
  };
}

const unhealthy = (code: string, message: string): HealthProblem => ({ state: 'UNHEALTHY', code, message });

const silence: Readonly<Record<Exclude<HealthReply['kind'], 'answer'>, HealthProblem>> = {
  refused: unhealthy(
    'UnhealthyWorkspace.NotAnswering',
    `The desktop refuses status requests: nothing listens on port ${HEALTH_PORT} of its management interface.`,
  ),
  unreachable: unhealthy(
    'UnhealthyWorkspace.PortBlocked',
    `Status requests get no reply: something blocks port ${HEALTH_PORT} on the desktop's management interface.`,
  ),
  silent: unhealthy(
    'UnhealthyWorkspace.TooSlow',
    'The desktop takes status requests and does not answer in time: it may have too much to do.',
  ),
  garbled: unhealthy(
    'UnhealthyWorkspace.NotAnswering',
    'What the desktop answers to status requests is no answer.',
  ),
};

/** How a WorkSpace fared in the questions so far. */
export interface HealthHistory {
  /** How the desktop ran when it was asked: what it did before it was started anew does not count. */
  run: string;
  /** Failures in a row. */
  failures: number;
}

/** The history with one more question in it. */
export function remember(
  before: HealthHistory | undefined,
  run: string,
  problem: HealthProblem | undefined,
): HealthHistory {
  if (!problem) return { run, failures: 0 };
  return { run, failures: (before?.run === run ? before.failures : 0) + 1 };
}

/** Whether it has gone on for long enough to be shown. */
export const isLasting = ({ failures }: HealthHistory) => failures >= FAILURES_UNTIL_UNHEALTHY;
