import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ExpectedError } from '../base/expectedError.ts';
import { type Setting, type SettingName, type Settings, settings } from './settings.ts';

/** Where a value comes from. */
export type SettingSource = 'default' | 'file' | 'environment';

export interface LoadedSettings {
  readonly values: Settings;
  readonly sources: Readonly<Record<SettingName, SettingSource>>;
}

/** A setting that is unknown or malformed; the message names it and says what is wrong. */
export class SettingsError extends ExpectedError {
  override name = 'SettingsError';
}

/** Variables that look like settings but are not: they tell the program where it is. */
const NOT_SETTINGS = new Set(['ALCOVE_HOME', 'ALCOVE_ROOT', 'ALCOVE_FAULT']);

/**
 * Reads the settings: defaults, then config.yaml, then the environment.
 * @throws SettingsError naming the first unknown or malformed one
 */
export function loadSettings(configFile: string, environment: NodeJS.ProcessEnv): LoadedSettings {
  const values: Record<string, unknown> = {};
  const sources: Record<string, SettingSource> = {};
  for (const name of settingNames()) {
    values[name] = settings[name].default;
    sources[name] = 'default';
  }
  for (const [name, value] of Object.entries(readFile(configFile))) {
    const row = rowOf(name, `${name} in ${configFile}`);
    values[name] = check(row, value, `${name} in ${configFile}`);
    sources[name] = 'file';
  }
  const byVariable = new Map(settingNames().map((name) => [environmentVariable(name), name]));
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith('ALCOVE_') || NOT_SETTINGS.has(variable) || value === undefined) continue;
    const name = byVariable.get(variable);
    if (name === undefined) throw new SettingsError(unknown(`the environment variable ${variable}`));
    values[name] = checkText(settings[name], value, `the environment variable ${variable}`);
    sources[name] = 'environment';
  }
  return { values: values as unknown as Settings, sources: sources as Record<SettingName, SettingSource> };
}

/** `directories.createMissingUsers` → `ALCOVE_DIRECTORIES_CREATE_MISSING_USERS` */
export function environmentVariable(name: string): string {
  return `ALCOVE_${name
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .replaceAll('.', '_')
    .toUpperCase()}`;
}

export function settingNames(): SettingName[] {
  return Object.keys(settings) as SettingName[];
}

function readFile(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {};
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SettingsError(`${path} is not valid YAML: ${error instanceof Error ? error.message : error}`);
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new SettingsError(`${path} must be a YAML mapping such as "api: {httpsPort: 8443}".`);
  }
  return flatten(content, '');
}

function flatten(node: object, prefix: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.entries(flatten(value, `${prefix}${key}.`))
        : [[`${prefix}${key}`, value]],
    ),
  );
}

function rowOf(name: string, place: string): Setting<unknown> {
  if (!Object.hasOwn(settings, name)) throw new SettingsError(unknown(place));
  return settings[name as SettingName] as Setting<unknown>;
}

function unknown(place: string): string {
  return `There is no setting ${place}. "alcove config" lists all settings.`;
}

function check<T>(row: Setting<T>, value: unknown, place: string): T {
  const result = row.schema.safeParse(value);
  if (result.success) return result.data;
  const reasons = result.error.issues.map((issue) => issue.message).join('; ');
  const shown = row.secret ? '' : ` (it is ${JSON.stringify(value)})`;
  throw new SettingsError(`The setting ${place} is malformed: ${reasons}${shown}.`);
}

/** Text from the environment stands for itself where the setting is text, and is read as YAML otherwise. */
function checkText(row: Setting<unknown>, value: string, place: string): unknown {
  return row.schema.safeParse(value).success ? value : check(row, parse(value), place);
}
