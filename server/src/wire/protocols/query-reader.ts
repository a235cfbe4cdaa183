import { Fault } from '../faults.ts';
import type { Member, Place, Shape, StructureShape } from '../shapes.ts';
import { parseTimestamp } from './timestamp.ts';

type Dialect = 'awsQuery' | 'ec2Query';

/** Deeper than any input of any service, so that no name can fill the memory with nodes. */
const DEPTH_MAX = 64;

/** One name in the dotted parameters: `Filter.1.Value.2=x` makes a path of nodes with the text at its end. */
interface Node {
  text: string | undefined;
  readonly children: Map<string, Node>;
}

/**
 * Form parameters as the input of an operation: the mirror image of how the SDKs write them.
 * @throws Fault of kind `malformed` when a value is none of its shape
 */
export function readParameters(
  input: StructureShape,
  parameters: URLSearchParams,
  dialect: Dialect,
): Record<string, unknown> {
  const root = newNode();
  for (const [name, value] of parameters) {
    let node = root;
    for (const part of name.split('.', DEPTH_MAX)) node = child(node, part);
    node.text = value;
  }
  return readStructure(input, root, dialect, '');
}

function newNode(): Node {
  return { text: undefined, children: new Map() };
}

function child(node: Node, name: string): Node {
  const existing = node.children.get(name);
  if (existing) return existing;
  const created = newNode();
  node.children.set(name, created);
  return created;
}

function readStructure(
  shape: StructureShape,
  node: Node,
  dialect: Dialect,
  path: string,
): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const member of shape.members) {
    const name = parameterName(member, dialect);
    const value = read(member, node.children.get(name), dialect, `${path}${name}`);
    if (value !== undefined) structure[member.name] = value;
  }
  return structure;
}

function read(place: Place, node: Node | undefined, dialect: Dialect, path: string): unknown {
  if (!node) return undefined;
  const { shape } = place;
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, node, dialect, `${path}.`);
    case 'list': {
      const flat = dialect === 'ec2Query' || place.flattened;
      const holder = flat ? node : node.children.get(shape.element.xmlName ?? 'member');
      return entries(holder).map(([index, entry]) => read(shape.element, entry, dialect, `${path}.${index}`));
    }
    case 'map': {
      const holder = place.flattened ? node : node.children.get('entry');
      return Object.fromEntries(
        entries(holder).map(([index, entry]) => [
          entry.children.get(shape.key.xmlName ?? 'key')?.text ?? '',
          read(shape.value, entry.children.get(shape.value.xmlName ?? 'value'), dialect, `${path}.${index}`),
        ]),
      );
    }
    default:
      return node.text === undefined ? undefined : readText(shape, node.text, path);
  }
}

/** The entries of a list or map, which count from 1 and may leave gaps. */
function entries(holder: Node | undefined): [index: number, entry: Node][] {
  return [...(holder?.children ?? [])]
    .filter(([name]) => /^\d{1,9}$/.test(name))
    .map(([name, entry]): [number, Node] => [Number(name), entry])
    .sort(([a], [b]) => a - b);
}

/** EC2 capitalises the names that the XML of its responses has. */
function parameterName(member: Member, dialect: Dialect): string {
  if (dialect === 'awsQuery') return member.xmlName ?? member.name;
  if (member.ec2QueryName) return member.ec2QueryName;
  const name = member.xmlName ?? member.name;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$|^NaN$|^-?Infinity$/;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

function readText(shape: Shape, text: string, path: string): unknown {
  switch (shape.kind) {
    case 'number':
      if (!NUMBER.test(text)) invalid(text, path, shape.integer ? 'an integer' : 'a number');
      if (shape.integer && !Number.isInteger(Number(text))) invalid(text, path, 'an integer');
      return Number(text);
    case 'boolean':
      if (!/^(?:true|false)$/i.test(text)) invalid(text, path, 'a boolean');
      return text.toLowerCase() === 'true';
    case 'timestamp': {
      const format = shape.format ?? 'date-time';
      const value = format === 'epoch-seconds' ? Number(text) : text;
      return parseTimestamp(value, format) ?? invalid(text, path, 'a timestamp');
    }
    case 'blob':
      if (!BASE64.test(text)) invalid(text, path, 'base64');
      return Buffer.from(text, 'base64');
    default:
      return text;
  }
}

function invalid(text: string, path: string, expected: string): never {
  throw new Fault('malformed', `Value (${text}) for parameter ${path} is invalid. Expecting ${expected}.`);
}
