import type { Place, Shape, StructureShape } from '../shapes.ts';
import { formatTimestamp } from './timestamp.ts';

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

export function element(name: string, content: string): string {
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

export function textElement(name: string, text: string): string {
  return element(name, escapeText(text));
}

/** The members of a structure as the query protocols write them, without an element around them. */
export function writeMembers(shape: StructureShape, value: object): string {
  let content = '';
  for (const member of shape.members) {
    const raw = (value as Record<string, unknown>)[member.name];
    if (raw !== undefined && raw !== null) content += writePlace(member, member.xmlName ?? member.name, raw);
  }
  return content;
}

function writePlace(place: Place, name: string, value: unknown): string {
  const { shape } = place;
  if (shape.kind === 'list') {
    const elementName = place.flattened ? name : (shape.element.xmlName ?? 'member');
    const elements = (value as unknown[])
      .filter(isPresent)
      .map((entry) => writePlace(shape.element, elementName, entry))
      .join('');
    return place.flattened ? elements : element(name, elements);
  }
  if (shape.kind === 'map') {
    const entries = Object.entries(value as object)
      .filter(([, entry]) => isPresent(entry))
      .map(([key, entry]) =>
        element(
          place.flattened ? name : 'entry',
          textElement(shape.key.xmlName ?? 'key', key) +
            writePlace(shape.value, shape.value.xmlName ?? 'value', entry),
        ),
      )
      .join('');
    return place.flattened ? entries : element(name, entries);
  }
  return element(name, writeContent(shape, value));
}

function writeContent(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'structure':
      return writeMembers(shape, value as object);
    case 'timestamp':
      return String(formatTimestamp(value as Date, shape.format ?? 'date-time'));
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return escapeText(String(value));
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // Parsers turn these into plain line feeds unless they are escaped.
  '\r': '&#xD;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};
const ESCAPED = /[&<>\r\u0085\u2028]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these.
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escapeText(text: string): string {
  return text.replace(UNWRITABLE, '\uFFFD').replace(ESCAPED, (character) => ESCAPES[character] ?? character);
}
