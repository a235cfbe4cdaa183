import type { Problem } from './problem.ts';

export type RunningMode = 'ALWAYS_ON' | 'AUTO_STOP' | 'MANUAL';

/** Whether a WorkSpace of the mode may be stopped; one that is ALWAYS_ON may not. */
export const canBeStopped = (mode: RunningMode) => mode !== 'ALWAYS_ON';

/** How a WorkSpace runs when nobody is connected. */
export interface RunningProperties {
  runningMode: RunningMode;
  /** Whole hours, in minutes; null unless the mode is AUTO_STOP. */
  autoStopTimeoutMinutes: number | null;
}

/** Why a request's running mode is refused: one of the API's error codes and a sentence. */
export interface RunningModeProblem extends Problem {
  code:
    | 'AutoStopTimeoutIsNotApplicableForAnAlwaysOnWorkspace'
    | 'AutoStopTimeoutIsNotDefaultForManualWorkspace'
    | 'InvalidParameterValuesException';
}

const DEFAULT_TIMEOUT_MINUTES = 60;

/**
 * Works out the running properties that a request asks for.
 * @param mode the mode asked for, or the present one
 * @param timeoutMinutes the time-out asked for
 * @param present the time-out that an AUTO_STOP WorkSpace has already
 */
export function runningProperties(
  mode: RunningMode,
  timeoutMinutes: number | undefined,
  present?: number | null,
): RunningProperties | RunningModeProblem {
  if (mode === 'ALWAYS_ON') {
    if (timeoutMinutes === undefined) return { runningMode: mode, autoStopTimeoutMinutes: null };
    return {
      code: 'AutoStopTimeoutIsNotApplicableForAnAlwaysOnWorkspace',
      message: 'RunningModeAutoStopTimeoutInMinutes is not applicable for an AlwaysOn WorkSpace.',
    };
  }
  if (mode === 'MANUAL') {
    if (timeoutMinutes === undefined || timeoutMinutes === DEFAULT_TIMEOUT_MINUTES) {
      return { runningMode: mode, autoStopTimeoutMinutes: null };
    }
    return {
      code: 'AutoStopTimeoutIsNotDefaultForManualWorkspace',
      message: 'RunningModeAutoStopTimeoutInMinutes must be left out for a Manual WorkSpace.',
    };
  }
  const minutes = timeoutMinutes ?? present ?? DEFAULT_TIMEOUT_MINUTES;
  if (Number.isInteger(minutes) && minutes >= 60 && minutes % 60 === 0) {
    return { runningMode: mode, autoStopTimeoutMinutes: minutes };
  }
  return {
    code: 'InvalidParameterValuesException',
    message: 'RunningModeAutoStopTimeoutInMinutes must be a multiple of 60.',
  };
}
