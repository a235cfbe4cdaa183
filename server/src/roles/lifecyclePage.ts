import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stateGraphMarkdown } from '../workspaces/model/stateGraphPage.ts';

export const lifecycleFile = fileURLToPath(new URL('../../../docs/lifecycle.md', import.meta.url));

const BEGIN = '<!-- state graph: written by npm run lifecycle -->';
const END = '<!-- end of the state graph -->';

/** docs/lifecycle.md with the state graph as the table has it; the text around it is written by hand. */
export function lifecyclePage(): string {
  const page = readFileSync(lifecycleFile, 'utf8');
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${lifecycleFile} has no place for the state graph.`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${stateGraphMarkdown()}\n${page.slice(end)}`;
}

// `npm run lifecycle` writes the page.
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(lifecycleFile, lifecyclePage());
