import type { Problem } from '../model/problem.ts';
import { type GuardedOperation, operationAllowed } from '../model/stateGraph.ts';
import type { WorkspaceRow } from '../store/workspaces.ts';

export const invalidParameter = (message: string): Problem => ({
  code: 'InvalidParameterValuesException',
  message,
});

export const invalidState = (message: string): Problem => ({
  code: 'InvalidResourceStateException',
  message,
});

/** @param done what is asked for, such as `stopped`; @returns undefined where the WorkSpace's state allows it */
export function stateProblem(
  { workspace_id: workspaceId, state }: WorkspaceRow,
  operation: GuardedOperation,
  done: string,
): Problem | undefined {
  if (operationAllowed(operation, state)) return undefined;
  return invalidState(`The WorkSpace ${workspaceId} is ${state} and cannot be ${done}.`);
}
