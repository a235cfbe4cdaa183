import { Fault } from '../faults.ts';
import type { Shape, StructureShape, TimestampFormat } from '../shapes.ts';

/** How a self-describing format (JSON, CBOR) spells the values that are not plain in it. */
export interface Leaves {
  /** @returns undefined when the value is none */
  readTimestamp(value: unknown, format: TimestampFormat | undefined): Date | undefined;
  readBlob(value: unknown): Uint8Array | undefined;
  readNumber(value: unknown): number | undefined;
  writeTimestamp(value: Date, format: TimestampFormat | undefined): unknown;
  writeBlob(value: Uint8Array): unknown;
  writeNumber(value: number): unknown;
}

/**
 * Checks the types of a parsed value against its shape and makes dates and bytes of what stands for them. Members
 * that the shape does not know are left out, and so are nulls, as the services do.
 * @throws Fault of kind `malformed`
 */
export function readStructure(
  shape: StructureShape,
  value: unknown,
  leaves: Leaves,
): Record<string, unknown> {
  const source = asRecord(value);
  const structure: Record<string, unknown> = {};
  for (const member of shape.members) {
    const raw = Object.hasOwn(source, member.name) ? source[member.name] : undefined;
    if (raw !== undefined && raw !== null) structure[member.name] = read(member.shape, raw, leaves);
  }
  return structure;
}

function read(shape: Shape, value: unknown, leaves: Leaves): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, value, leaves);
    case 'list':
      if (!Array.isArray(value)) unexpected(value, 'a list');
      return value.filter(isPresent).map((element) => read(shape.element.shape, element, leaves));
    case 'map': {
      const entries = Object.entries(asRecord(value)).filter(([, entry]) => isPresent(entry));
      return Object.fromEntries(entries.map(([key, entry]) => [key, read(shape.value.shape, entry, leaves)]));
    }
    case 'string':
      if (typeof value !== 'string') unexpected(value, 'a String');
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') unexpected(value, 'a Boolean');
      return value;
    case 'number':
      return expectNumber(shape.integer, value, leaves);
    case 'timestamp':
      return leaves.readTimestamp(value, shape.format) ?? unexpected(value, 'a Timestamp');
    case 'blob':
      return leaves.readBlob(value) ?? unexpected(value, 'a Blob');
    case 'document':
      return value;
  }
}

function expectNumber(integer: boolean, value: unknown, leaves: Leaves): number {
  const number = leaves.readNumber(value);
  if (number === undefined) unexpected(value, integer ? 'an Integer' : 'a Number');
  if (integer && !Number.isInteger(number)) unexpected(value, 'an Integer');
  return number;
}

/** The mirror image of {@link readStructure}: what `JSON.stringify` or the CBOR encoder can take. */
export function writeStructure(
  shape: StructureShape,
  value: object,
  leaves: Leaves,
): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const member of shape.members) {
    const raw = (value as Record<string, unknown>)[member.name];
    if (isPresent(raw)) tree[member.name] = write(member.shape, raw, leaves);
  }
  return tree;
}

function write(shape: Shape, value: unknown, leaves: Leaves): unknown {
  switch (shape.kind) {
    case 'structure':
      return writeStructure(shape, value as object, leaves);
    case 'list':
      return (value as unknown[])
        .filter(isPresent)
        .map((element) => write(shape.element.shape, element, leaves));
    case 'map': {
      const entries = Object.entries(value as object).filter(([, entry]) => isPresent(entry));
      return Object.fromEntries(
        entries.map(([key, entry]) => [key, write(shape.value.shape, entry, leaves)]),
      );
    }
    case 'timestamp':
      return leaves.writeTimestamp(value as Date, shape.format);
    case 'blob':
      return leaves.writeBlob(value as Uint8Array);
    case 'number':
      return leaves.writeNumber(value as number);
    default:
      return value;
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    unexpected(value, 'a structure or map');
  }
  return value as Record<string, unknown>;
}

/** Throws in the words that the services use. */
function unexpected(value: unknown, expected: string): never {
  if (Array.isArray(value)) throw new Fault('malformed', 'Start of list found where not expected');
  if (typeof value === 'object' && value !== null) {
    throw new Fault('malformed', 'Start of structure or map found where not expected.');
  }
  const found = typeof value === 'boolean' ? String(value) : typeof value === 'string' ? 'string' : 'number';
  throw new Fault('malformed', `${found.toUpperCase()}_VALUE can not be converted to ${expected}`);
}
