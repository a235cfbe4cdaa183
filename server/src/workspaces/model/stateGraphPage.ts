import { guardedOperations, INITIAL_STATE, operationAllowed, stateGraph } from './stateGraph.ts';
import { workspaceStates } from './states.ts';

/** The state graph for documentation, in Markdown: a drawing (Mermaid), its transitions, and what is allowed when. */
export function stateGraphMarkdown(): string {
  return `${drawing()}\n\n${transitions()}\n\n${allowances()}\n`;
}

function drawing(): string {
  const arrows = new Map<string, string[]>();
  for (const { from, to, by } of stateGraph) {
    // Every state can be terminated: that would hide the rest.
    if (by === 'terminate') continue;
    arrows.set(`${from} --> ${to}`, [...(arrows.get(`${from} --> ${to}`) ?? []), by]);
  }
  const lines = [...arrows].map(([arrow, changes]) => `    ${arrow} : ${changes.join(', ')}`);
  return [
    '```mermaid',
    'stateDiagram-v2',
    `    [*] --> ${INITIAL_STATE}`,
    ...lines,
    '    TERMINATED --> [*]',
    '```',
  ].join('\n');
}

function transitions(): string {
  const changes = [...new Set(stateGraph.map(({ by }) => by))];
  const rows = changes.map((change) => {
    const own = stateGraph.filter(({ by }) => by === change);
    const to = [...new Set(own.map((transition) => transition.to))];
    return `| ${change} | ${own.map(({ from }) => from).join(', ')} | ${to.join(', ')} |`;
  });
  return ['| change | from | to |', '| --- | --- | --- |', ...rows].join('\n');
}

function allowances(): string {
  const rows = guardedOperations.map((operation) => {
    const states = workspaceStates.filter((state) => operationAllowed(operation, state));
    return `| ${operation} | ${states.join(', ')} |`;
  });
  return ['| operation | allowed in |', '| --- | --- |', ...rows].join('\n');
}
