import { expect, test } from 'vitest';
import { wayBack } from './rebuildRefusal.ts';
import { nextState, operationAllowed } from './stateGraph.ts';
import { workspaceStates } from './states.ts';

test('from every state in which one may rebuild there is a way back', () => {
  const before = workspaceStates.filter((state) => operationAllowed('RebuildWorkspaces', state));
  expect(before.toSorted()).toEqual(Object.keys(wayBack).toSorted());
  for (const state of before) {
    const change = wayBack[state];
    expect(change && nextState('REBUILDING', change)).toBe(state);
  }
});
