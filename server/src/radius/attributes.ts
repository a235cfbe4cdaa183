import { attributeTypes, MICROSOFT, VALUE_BYTES_MAX } from './codes.ts';

/** One attribute of a packet (RFC 2865, section 5). */
export interface Attribute {
  type: number;
  value: Buffer;
}

/** @throws RangeError where the value is longer than an attribute may be */
export function attribute(type: number, value: Buffer | string): Attribute {
  const bytes = Buffer.from(value);
  if (bytes.length > VALUE_BYTES_MAX) {
    throw new RangeError(`An attribute has at most ${VALUE_BYTES_MAX} bytes.`);
  }
  return { type, value: bytes };
}

/** A vendor-specific attribute of Microsoft's (RFC 2548, section 2). */
export function microsoftAttribute(type: number, value: Buffer): Attribute {
  const head = Buffer.alloc(6);
  head.writeUInt32BE(MICROSOFT);
  head[4] = type;
  head[5] = value.length + 2;
  return attribute(attributeTypes.vendorSpecific, Buffer.concat([head, value]));
}

export function encodeAttributes(attributes: readonly Attribute[]): Buffer {
  return Buffer.concat(
    attributes.flatMap(({ type, value }) => [Buffer.from([type, value.length + 2]), value]),
  );
}

/** The attributes of a packet's body; undefined where it is not made of whole ones. */
export function decodeAttributes(body: Buffer): Attribute[] | undefined {
  const attributes: Attribute[] = [];
  let rest = body;
  while (rest.length > 0) {
    const [type, length] = rest;
    if (type === undefined || length === undefined || length < 2 || length > rest.length) return undefined;
    attributes.push({ type, value: rest.subarray(2, length) });
    rest = rest.subarray(length);
  }
  return attributes;
}

/** The values of all attributes of the type. */
export function valuesOf(attributes: readonly Attribute[], type: number): Buffer[] {
  return attributes.filter((attribute) => attribute.type === type).map(({ value }) => value);
}

/** The values of Microsoft's attributes of the type; a vendor-specific attribute may carry several. */
export function microsoftValuesOf(attributes: readonly Attribute[], type: number): Buffer[] {
  return valuesOf(attributes, attributeTypes.vendorSpecific)
    .filter((value) => value.length >= 4 && value.readUInt32BE() === MICROSOFT)
    .flatMap((value) => valuesOf(decodeAttributes(value.subarray(4)) ?? [], type));
}
