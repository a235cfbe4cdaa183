/** How the update of a desktop's operating system went. */
export interface UpdateReport {
  readonly [key: string]: string | number | boolean;
  /** `failed`: such as where no mirror is reached; the desktop goes on with what it has. */
  outcome: 'nothing' | 'updated' | 'failed';
  packages: number;
  /** The end of what was said about it. */
  message: string;
  rebootRequired: boolean;
}

const OUTCOMES = ['nothing', 'updated', 'failed'] as const;
const MESSAGE_LENGTH_MAX = 1000;

/**
 * Reads what `/usr/lib/alcove/updates` of the image has written, which anybody inside may have forged.
 * @param text outcome and number of packages in a line each, then the end of the log
 */
export function readUpdateReport(text: string, rebootRequired: boolean): UpdateReport {
  const [word, count, ...log] = text.split('\n');
  const outcome = OUTCOMES.find((each) => each === word);
  if (outcome === undefined) return failedUpdate('it left no report', rebootRequired);
  const packages = /^\d{1,6}$/.test(count ?? '') ? Number(count) : 0;
  return { outcome, packages, message: shortened(log.join('\n')), rebootRequired };
}

export function failedUpdate(message: string, rebootRequired: boolean): UpdateReport {
  return { outcome: 'failed', packages: 0, message: shortened(message), rebootRequired };
}

/** The end tells more than the beginning. */
const shortened = (text: string) => text.trim().slice(-MESSAGE_LENGTH_MAX);
