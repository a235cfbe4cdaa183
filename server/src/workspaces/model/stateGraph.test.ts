import { describe, expect, it } from 'vitest';
import { nextState, operationAllowed, stateGraph, validateStateGraph } from './stateGraph.ts';
import { workspaceStates } from './states.ts';

describe('the state graph', () => {
  it('is in order, and has the 17 states of the API', () => {
    expect(() => validateStateGraph()).not.toThrow();
    expect(workspaceStates).toHaveLength(17);
  });

  it.each([
    [stateGraph.filter((transition) => transition.to !== 'SUSPENDED'), 'SUSPENDED cannot be reached'],
    [stateGraph.filter((transition) => transition.by !== 'terminated'), 'AVAILABLE never ends'],
    [[...stateGraph, { from: 'PENDING', to: 'ERROR', by: 'provisioned' } as const], 'to two states'],
    [[...stateGraph, { from: 'TERMINATED', to: 'PENDING', by: 'rebuild' } as const], 'out of TERMINATED'],
  ])('is refused when wrong', (graph, problem) => {
    expect(() => validateStateGraph(graph)).toThrow(problem);
  });

  it('is refused with a state that is none', () => {
    const states = workspaceStates.filter((state) => state !== 'IMPAIRED');
    expect(() => validateStateGraph(stateGraph, states)).toThrow('IMPAIRED is not a state');
  });

  it('says what follows and what is allowed', () => {
    expect(nextState('PENDING', 'provisioned')).toBe('AVAILABLE');
    expect(nextState('TERMINATING', 'provisioned')).toBeUndefined();
    expect(operationAllowed('TerminateWorkspaces', 'PENDING')).toBe(true);
    expect(operationAllowed('TerminateWorkspaces', 'SUSPENDED')).toBe(false);
    expect(operationAllowed('StartWorkspaces', 'AVAILABLE')).toBe(false);
    expect(operationAllowed('ModifyWorkspaceProperties', 'STOPPED')).toBe(true);
  });
});
