import { NormalizedSchema } from '@smithy/core/schema';
import type { ConstraintModel, ShapeConstraints } from './constraints.ts';

/** What a value must keep to; checked before a handler sees it. */
export interface Limits {
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** As the model writes it, and as it is applied. */
  readonly pattern: { readonly source: string; readonly expression: RegExp } | undefined;
  readonly values: ReadonlySet<string> | undefined;
  readonly sensitive: boolean;
}

/**
 * The type of a value on the wire: the SDK's run-time schema and the model's constraints in one, made once per
 * operation. Readers, writers and validation of all protocols work on this alone.
 */
export type Shape =
  | { readonly kind: 'string'; readonly limits: Limits | undefined }
  | { readonly kind: 'number'; readonly integer: boolean; readonly limits: Limits | undefined }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'timestamp'; readonly format: TimestampFormat | undefined }
  | { readonly kind: 'blob'; readonly limits: Limits | undefined }
  | { readonly kind: 'document' }
  | ListShape
  | MapShape
  | StructureShape;

export interface ListShape {
  readonly kind: 'list';
  readonly element: Place;
  readonly limits: Limits | undefined;
}

export interface MapShape {
  readonly kind: 'map';
  readonly key: Place;
  readonly value: Place;
  readonly limits: Limits | undefined;
}

export interface StructureShape {
  readonly kind: 'structure';
  readonly name: string;
  readonly members: readonly Member[];
}

/** Where a value of a shape stands, and what it is called there in XML and in query parameters. */
export interface Place {
  readonly shape: Shape;
  readonly xmlName: string | undefined;
  readonly ec2QueryName: string | undefined;
  /** A list or map without an element of its own around its entries. */
  readonly flattened: boolean;
}

export interface Member extends Place {
  readonly name: string;
  readonly required: boolean;
}

/** One explicitly asked for by the model; without one, each protocol has a default. */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** Members that a service has on the wire but the SDK's newest model has dropped, per structure. */
export type ExtraMembers = { readonly [structure: string]: { readonly [member: string]: 'boolean' } };

export const EMPTY_STRUCTURE: StructureShape = { kind: 'structure', name: 'Unit', members: [] };

/** What the SDK exports under a name that ends in `$`, and what such schemas refer to. */
export type SdkSchema = Parameters<typeof NormalizedSchema.of>[0];

const NO_LIMITS: ShapeConstraints = {};

/** Turns the SDK's schemas of one service into {@link Shape}s. */
export class ShapeCompiler {
  readonly #model: ConstraintModel;
  readonly #extraMembers: ExtraMembers;
  /** By schema and by constraint shape: structures refer to each other, also in circles. */
  readonly #structures = new Map<unknown, Map<string | undefined, StructureShape>>();

  constructor(model: ConstraintModel, extraMembers: ExtraMembers) {
    this.#model = model;
    this.#extraMembers = extraMembers;
  }

  /** @param constraintName the input's shape in the constraint model; outputs have none */
  structure(schema: SdkSchema, constraintName?: string): StructureShape {
    const normalized = NormalizedSchema.of(schema);
    return normalized.isUnitSchema() ? EMPTY_STRUCTURE : this.#structure(normalized, constraintName);
  }

  #structure(schema: NormalizedSchema, constraintName: string | undefined): StructureShape {
    const known = this.#structures.get(schema.getSchema()) ?? new Map<string | undefined, StructureShape>();
    this.#structures.set(schema.getSchema(), known);
    const existing = known.get(constraintName);
    if (existing) return existing;
    const members: Member[] = [];
    const name = schema.getName() ?? '';
    const structure: StructureShape = { kind: 'structure', name, members };
    known.set(constraintName, structure);
    const constraints = this.#constraints(constraintName);
    const leading = requiredCount(schema);
    for (const [memberName, member] of schema.structIterator()) {
      const required = members.length < leading || (constraints.required?.includes(memberName) ?? false);
      members.push({ ...this.#place(member, constraints.members?.[memberName]), name: memberName, required });
    }
    for (const [memberName, kind] of Object.entries(this.#extraMembers[name] ?? {})) {
      members.push({ ...PLAIN_PLACE, shape: { kind }, name: memberName, required: false });
    }
    return structure;
  }

  #place(schema: NormalizedSchema, constraintName: string | undefined): Place {
    const traits = schema.getMergedTraits();
    return {
      shape: this.#shape(schema, constraintName),
      xmlName: textTrait(traits.xmlName),
      ec2QueryName: textTrait(traits.ec2QueryName),
      flattened: Boolean(traits.xmlFlattened),
    };
  }

  #shape(schema: NormalizedSchema, constraintName: string | undefined): Shape {
    if (schema.isStructSchema()) return this.#structure(schema, constraintName);
    const constraints = this.#constraints(constraintName);
    const limits = limitsOf(constraints, Boolean(schema.getMergedTraits().sensitive));
    if (schema.isListSchema()) {
      return { kind: 'list', element: this.#place(schema.getValueSchema(), constraints.element), limits };
    }
    if (schema.isMapSchema()) {
      const key = this.#place(schema.getKeySchema(), constraints.key);
      return { kind: 'map', key, value: this.#place(schema.getValueSchema(), constraints.value), limits };
    }
    if (schema.isStringSchema()) return { kind: 'string', limits };
    if (schema.isBooleanSchema()) return { kind: 'boolean' };
    if (schema.isBlobSchema()) return { kind: 'blob', limits };
    if (schema.isTimestampSchema()) return { kind: 'timestamp', format: TIMESTAMPS.get(schema.getSchema()) };
    if (schema.isDocumentSchema()) return { kind: 'document' };
    if (schema.isNumericSchema()) {
      return { kind: 'number', integer: INTEGERS.has(constraints.type ?? ''), limits };
    }
    throw new Error(`No reader or writer knows the schema of ${schema.getName(true) ?? 'a member'}.`);
  }

  #constraints(name: string | undefined): ShapeConstraints {
    return (name === undefined ? undefined : this.#model.shapes[name]) ?? NO_LIMITS;
  }
}

const PLAIN_PLACE = { xmlName: undefined, ec2QueryName: undefined, flattened: false } as const;
const INTEGERS = new Set(['integer', 'long']);
/** The SDK's numbers for timestamps whose model names a format. */
const TIMESTAMPS = new Map<unknown, TimestampFormat>([
  [5, 'date-time'],
  [6, 'http-date'],
  [7, 'epoch-seconds'],
]);

/** The SDK's structures list their required members first and end with the number of them. */
function requiredCount(schema: NormalizedSchema): number {
  const raw: unknown = schema.getSchema();
  const count: unknown = Array.isArray(raw) ? raw[6] : undefined;
  return typeof count === 'number' ? count : 0;
}

function textTrait(trait: unknown): string | undefined {
  return typeof trait === 'string' ? trait : undefined;
}

function limitsOf(constraints: ShapeConstraints, sensitive: boolean): Limits | undefined {
  const { min, max, pattern, enum: values } = constraints;
  if (min === undefined && max === undefined && pattern === undefined && values === undefined) {
    return undefined;
  }
  return {
    min,
    max,
    pattern: pattern === undefined ? undefined : { source: pattern, expression: toExpression(pattern) },
    values: values && new Set(values),
    sensitive: sensitive || (constraints.sensitive ?? false),
  };
}

/** Classes of Java's regular expressions that JavaScript lacks and the models use. */
const JAVA_CLASSES: readonly (readonly [string, string])[] = [
  ['\\p{LD}', '[\\p{L}\\p{Nd}]'],
  ['\\p{Punct}', '[!-\\/:-@\\[-`\\{-~]'],
];

/** Java's `matches()` takes the whole value; patterns that are no valid Unicode expressions get the older rules. */
export function toExpression(pattern: string): RegExp {
  let source = pattern;
  for (const [java, javascript] of JAVA_CLASSES) source = source.replaceAll(java, javascript);
  source = `^(?:${source})$`;
  try {
    return new RegExp(source, 'su');
  } catch {
    return new RegExp(source, 's');
  }
}
