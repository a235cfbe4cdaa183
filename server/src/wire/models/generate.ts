/**
 * Makes the constraint tables of this folder from botocore's models. For developers, when the SDK clients are
 * upgraded: `node generate.ts <botocore's data folder>`, of the botocore release nearest to the clients' versions.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ConstraintModel, ShapeConstraints } from '../constraints.ts';

const SERVICES = ['cloudwatch', 'ds', 'ec2', 'iam', 'logs', 'secretsmanager', 'sts', 'workspaces'];

interface BotocoreShape {
  type: string;
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
  sensitive?: boolean;
  required?: string[];
  members?: Record<string, { shape: string }>;
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
}

interface BotocoreModel {
  operations: Record<string, { input?: { shape: string } }>;
  shapes: Record<string, BotocoreShape>;
}

function constraintModel(model: BotocoreModel): ConstraintModel {
  const reachable = reachableShapes(model);
  const constrained = constrainedShapes(model, reachable);
  const keep = (name: string | undefined) => (name && constrained.has(name) ? name : undefined);
  const inputs: Record<string, string> = {};
  for (const [operation, { input }] of sorted(model.operations)) {
    const name = keep(input?.shape);
    if (name) inputs[operation] = name;
  }
  const shapes: Record<string, ShapeConstraints> = {};
  for (const name of [...constrained].sort()) shapes[name] = constraints(shapeOf(model, name), keep);
  return { inputs, shapes };
}

function reachableShapes(model: BotocoreModel): Set<string> {
  const reached = new Set<string>();
  const pending = Object.values(model.operations).flatMap(({ input }) => (input ? [input.shape] : []));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    pending.push(...targets(shapeOf(model, name)));
  }
  return reached;
}

/** The shapes that restrict something, themselves or through what they contain. */
function constrainedShapes(model: BotocoreModel, reachable: Set<string>): Set<string> {
  const constrained = new Set([...reachable].filter((name) => restricts(shapeOf(model, name))));
  for (let before = -1; before !== constrained.size; ) {
    before = constrained.size;
    for (const name of reachable) {
      if (targets(shapeOf(model, name)).some((target) => constrained.has(target))) constrained.add(name);
    }
  }
  return constrained;
}

function restricts(shape: BotocoreShape): boolean {
  return (
    shape.type === 'integer' ||
    shape.type === 'long' ||
    shape.min !== undefined ||
    shape.max !== undefined ||
    shape.pattern !== undefined ||
    shape.enum !== undefined ||
    (shape.required ?? []).length > 0
  );
}

function targets(shape: BotocoreShape): string[] {
  const members = Object.values(shape.members ?? {});
  return [...members, shape.member, shape.key, shape.value].flatMap((target) =>
    target ? [target.shape] : [],
  );
}

function constraints(
  shape: BotocoreShape,
  keep: (name: string | undefined) => string | undefined,
): ShapeConstraints {
  const members: Record<string, string> = {};
  for (const [name, { shape: target }] of Object.entries(shape.members ?? {})) {
    if (keep(target)) members[name] = target;
  }
  return {
    type: shape.type,
    ...pick(shape, ['min', 'max', 'pattern', 'enum', 'sensitive']),
    ...(shape.required?.length ? { required: shape.required } : {}),
    ...(Object.keys(members).length ? { members } : {}),
    ...defined('element', keep(shape.member?.shape)),
    ...defined('key', keep(shape.key?.shape)),
    ...defined('value', keep(shape.value?.shape)),
  };
}

function pick<T extends object, K extends keyof T>(from: T, names: K[]): Partial<Pick<T, K>> {
  const picked: Partial<Pick<T, K>> = {};
  for (const name of names) if (from[name] !== undefined) picked[name] = from[name];
  return picked;
}

function defined<K extends string>(name: K, value: string | undefined): { [N in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [N in K]?: string });
}

function shapeOf(model: BotocoreModel, name: string): BotocoreShape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`The model refers to a shape ${name} that it does not define.`);
  return shape;
}

function sorted<T>(record: Record<string, T>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** One line per operation and shape, so that a change of the model is readable as a difference. */
function format(model: ConstraintModel): string {
  const lines = (entries: object) =>
    Object.entries(entries)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n');
  return `{\n  "inputs": {\n${lines(model.inputs)}\n  },\n  "shapes": {\n${lines(model.shapes)}\n  }\n}\n`;
}

const [dataFolder] = process.argv.slice(2);
if (!dataFolder) throw new Error("Give the path of botocore's data folder.");
for (const service of SERVICES) {
  const version = readdirSync(join(dataFolder, service)).sort().at(-1) ?? '';
  const bytes = gunzipSync(readFileSync(join(dataFolder, service, version, 'service-2.json.gz')));
  const model = constraintModel(JSON.parse(bytes.toString('utf8')) as BotocoreModel);
  writeFileSync(new URL(`${service}.json`, import.meta.url), format(model));
}
