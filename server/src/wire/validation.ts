import { ApiError } from './operation.ts';
import type { Protocol, ServiceDefinition } from './service.ts';
import type { Limits, Shape, StructureShape } from './shapes.ts';

/** One constraint that an input breaks. */
export interface Violation {
  /** Member names and, for list elements, their place counted from 1; a map's elements go by their key. */
  readonly path: readonly string[];
  /** Undefined for a required member that is missing. */
  readonly value: unknown;
  readonly sensitive: boolean;
  /** What the member must do: `have length less than or equal to 64`. */
  readonly requirement: string;
}

/** An error's text tells of this many violations at most. */
const VIOLATIONS_MAX = 20;

/**
 * Refuses an input that breaks a constraint of the service's model, with the code and text of its protocol.
 * @throws ApiError
 */
export function checkInput(
  shape: StructureShape,
  input: object,
  protocol: Protocol,
  service: ServiceDefinition,
): void {
  const found = violations(shape, input);
  const [first] = found;
  if (!first) return;
  if (protocol === 'ec2Query') {
    const { code, message } = describeEc2Violation(first);
    throw new ApiError(code, message);
  }
  const usual = protocol === 'awsQuery' ? 'ValidationError' : 'ValidationException';
  throw new ApiError(service.validationErrorCode ?? usual, describeViolations(found));
}

/** Checks required members, lengths, ranges, patterns and enumerations of a whole input. */
export function violations(shape: StructureShape, input: object): Violation[] {
  const found: Violation[] = [];
  checkStructure(shape, input, [], found);
  return found;
}

function checkStructure(
  shape: StructureShape,
  value: object,
  path: readonly string[],
  found: Violation[],
): void {
  for (const member of shape.members) {
    const memberValue = (value as Record<string, unknown>)[member.name];
    if (found.length >= VIOLATIONS_MAX) return;
    if (memberValue !== undefined) check(member.shape, memberValue, [...path, member.name], found);
    else if (member.required) {
      found.push({
        path: [...path, member.name],
        value: undefined,
        sensitive: false,
        requirement: 'not be null',
      });
    }
  }
}

function check(shape: Shape, value: unknown, path: readonly string[], found: Violation[]): void {
  if (found.length >= VIOLATIONS_MAX) return;
  if ('limits' in shape && shape.limits) checkLimits(shape.limits, value, path, found);
  switch (shape.kind) {
    case 'structure':
      checkStructure(shape, value as object, path, found);
      break;
    case 'list':
      for (const [index, element] of (value as unknown[]).entries()) {
        check(shape.element.shape, element, [...path, String(index + 1), 'member'], found);
      }
      break;
    case 'map':
      for (const [key, element] of Object.entries(value as object)) {
        check(shape.key.shape, key, path, found);
        check(shape.value.shape, element, [...path, key, 'member'], found);
      }
  }
}

function checkLimits(limits: Limits, value: unknown, path: readonly string[], found: Violation[]): void {
  const broken = (requirement: string) =>
    found.push({ path, value, sensitive: limits.sensitive, requirement });
  const size = sizeOf(value);
  const measure = typeof value === 'number' ? 'value' : 'length';
  if (limits.min !== undefined && size < limits.min) {
    broken(`have ${measure} greater than or equal to ${limits.min}`);
  }
  if (limits.max !== undefined && size > limits.max) {
    broken(`have ${measure} less than or equal to ${limits.max}`);
    // An expression is not let loose on a value of any length.
    return;
  }
  if (typeof value !== 'string') return;
  if (limits.pattern && !limits.pattern.expression.test(value)) {
    broken(`satisfy regular expression pattern: ${limits.pattern.source}`);
  }
  if (limits.values && !limits.values.has(value)) {
    broken(`satisfy enum value set: [${[...limits.values].join(', ')}]`);
  }
}

/** A number's value; the length of everything else: in characters, bytes, elements or entries. */
function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return Object.keys(value as object).length;
}

/** The text of the JSON and query services. */
export function describeViolations(found: readonly Violation[]): string {
  const texts = found.map((violation) => {
    const path = violation.path.map(lowerFirst).join('.');
    const value = violation.sensitive
      ? ''
      : ` ${violation.value === undefined ? 'null' : `'${show(violation.value)}'`}`;
    return `Value${value} at '${path}' failed to satisfy constraint: Member must ${violation.requirement}`;
  });
  const plural = found.length === 1 ? 'error' : 'errors';
  return `${found.length} validation ${plural} detected: ${texts.join('; ')}`;
}

const SHOWN_LENGTH_MAX = 1024;

/** What contains other values is not shown: some of them may be secret. */
function show(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length} elements]`;
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).length} entries}`;
  const text = String(value);
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** EC2 tells of the first violation alone, under a code of its own. */
export function describeEc2Violation(violation: Violation): { code: string; message: string } {
  const parameter = violation.path.filter((part) => part !== 'member').join('.');
  if (violation.value === undefined) {
    return { code: 'MissingParameter', message: `The request must contain the parameter ${parameter}` };
  }
  const value = violation.sensitive ? '' : ` (${show(violation.value)})`;
  return {
    code: 'InvalidParameterValue',
    message: `Value${value} for parameter ${parameter} is invalid. It must ${violation.requirement}.`,
  };
}
