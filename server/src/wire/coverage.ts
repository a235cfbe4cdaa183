import type { RegisteredService } from './service.ts';

/** The page docs/api-coverage.md: every operation of every service, and whether it is built. */
export function coverageMarkdown(services: readonly RegisteredService[]): string {
  const built = services.reduce((sum, { implemented }) => sum + implemented.size, 0);
  const all = services.reduce((sum, { definition }) => sum + definition.operationNames.length, 0);
  return [
    '# API coverage',
    'This page is generated from the operations that the program registers; a test keeps it current.',
    `Built are ${built} of ${all} operations. The others are known by name and answer with the error ` +
      '`NotImplemented` (`NotImplementedException` in the JSON protocols) and HTTP status 501, which SDKs do not retry.',
    table(
      ['Service', 'Signing name', 'Protocols', 'Built', 'Operations'],
      services.map(({ definition, implemented }) => [
        `[${definition.title}](#${anchor(definition.title)})`,
        `\`${definition.signingName}\``,
        definition.protocols.join(', '),
        String(implemented.size),
        String(definition.operationNames.length),
      ]),
    ),
    ...services.flatMap(section),
    '',
  ].join('\n\n');
}

function section({ definition, implemented }: RegisteredService): string[] {
  const rows = definition.operationNames.map((name) => [
    name,
    implemented.has(name) ? 'built' : 'not implemented',
    definition.notes[name] ?? '',
  ]);
  // What is there comes first: EC2 alone has hundreds of operations.
  rows.sort(([nameA = ''], [nameB = '']) => Number(implemented.has(nameB)) - Number(implemented.has(nameA)));
  return [`## ${definition.title}`, table(['Operation', 'State', 'Notes'], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

/** As GitHub makes it of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
