/**
 * What the SDK's run-time schemas leave out of a service's model: lengths, ranges, patterns and enumerations.
 * The tables in models/ are made from botocore's models by models/generate.ts and hold input shapes only.
 */
export interface ConstraintModel {
  /** The input shape's name per operation. */
  readonly inputs: { readonly [operation: string]: string | undefined };
  readonly shapes: { readonly [name: string]: ShapeConstraints | undefined };
}

/** Only what restricts something stands here: a member without constraints is missing from `members`. */
export interface ShapeConstraints {
  /** Integers and floating point numbers are one type to the SDK's schemas. */
  readonly type?: string;
  /** Of a length in characters, elements or bytes, or of a number's value. */
  readonly min?: number;
  readonly max?: number;
  /** Java's dialect; the whole value must match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** The value never appears in an error's text. */
  readonly sensitive?: boolean;
  readonly required?: readonly string[];
  readonly members?: { readonly [name: string]: string | undefined };
  /** A list's element shape. */
  readonly element?: string;
  readonly key?: string;
  readonly value?: string;
}
