import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * Makes a value of a schema of the SDK: every member that there is, every value different from the others, texts
 * that need escaping in one format or another. Made from the SDK's schema and not from our shapes, so that a round
 * trip compares the two.
 */
export class SampleMaker {
  #count = 0;

  /** @returns undefined for a structure without members, which form parameters cannot express */
  sample(schema: NormalizedSchema, above: readonly unknown[] = []): unknown {
    this.#count++;
    if (schema.isStructSchema()) return this.#structure(schema, above);
    if (schema.isListSchema()) return this.#list(schema, above);
    if (schema.isMapSchema()) return this.#map(schema, above);
    if (schema.isTimestampSchema()) return new Date(Date.UTC(2026, 10, 21) + this.#count * 1000);
    if (schema.isBooleanSchema()) return this.#count % 2 === 0;
    if (schema.isBlobSchema()) return new Uint8Array([this.#count % 256, 0, 255]);
    if (schema.isNumericSchema()) return this.#count;
    if (schema.isStringSchema()) return `${this.#count} é日本 <&>"'+%=\n`;
    if (schema.isDocumentSchema()) return { text: 'x', list: [1, true] };
    return undefined;
  }

  #structure(schema: NormalizedSchema, above: readonly unknown[]): unknown {
    const type = schema.getSchema();
    // A structure that contains itself ends after one turn.
    if (above.filter((other) => other === type).length > 1) return undefined;
    const structure: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const value = this.sample(member, [...above, type]);
      if (value === undefined) continue;
      structure[name] = value;
      // Of a union, one member is set.
      if (schema.isUnionSchema()) break;
    }
    return Object.keys(structure).length > 0 ? structure : undefined;
  }

  #list(schema: NormalizedSchema, above: readonly unknown[]): unknown {
    const elements = [1, 2].map(() => this.sample(schema.getValueSchema(), above));
    return elements.includes(undefined) ? undefined : elements;
  }

  #map(schema: NormalizedSchema, above: readonly unknown[]): unknown {
    const entries = ['a.b', 'c d'].map((key) => [key, this.sample(schema.getValueSchema(), above)]);
    return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
  }
}

/** Whether the operation's input or output is a stream of events, which no protocol here carries. */
export function streams(schema: NormalizedSchema): boolean {
  return schema.isStructSchema() && [...schema.structIterator()].some(([, member]) => member.isStreaming());
}
