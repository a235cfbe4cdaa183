import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../base/testing.ts';
import { environmentVariable, loadSettings, settingNames } from './load.ts';
import { settings } from './settings.ts';

function configFile(content: string): string {
  const path = join(temporaryDirectory(), 'config.yaml');
  writeFileSync(path, content);
  return path;
}

describe('loadSettings', () => {
  it('gives the defaults where nothing is said, and every default is a valid value', () => {
    const { values, sources } = loadSettings('/nonexistent', {});
    expect(values['api.httpsPort']).toBe(8443);
    expect(sources['api.httpsPort']).toBe('default');
    for (const name of settingNames())
      expect(settings[name].schema.safeParse(values[name]).success).toBe(true);
  });

  it('takes the file over the defaults and the environment over the file', () => {
    const file = configFile('api:\n  httpsPort: 9443\n  httpPort: 0\ndirectories.createMissingUsers: true\n');
    const { values, sources } = loadSettings(file, { ALCOVE_API_HTTPS_PORT: '10443', PATH: '/bin' });
    expect(values['api.httpsPort']).toBe(10443);
    expect(sources['api.httpsPort']).toBe('environment');
    expect(values['api.httpPort']).toBe(0);
    expect(values['directories.createMissingUsers']).toBe(true);
    expect(sources['api.httpPort']).toBe('file');
  });

  it('reads booleans and text from the environment', () => {
    const { values } = loadSettings('/nonexistent', {
      ALCOVE_DIRECTORIES_CREATE_MISSING_USERS: 'true',
      ALCOVE_MAIL_FROM: 'Desk <desk@example.com>',
    });
    expect(values['directories.createMissingUsers']).toBe(true);
    expect(values['mail.from']).toBe('Desk <desk@example.com>');
  });

  it.each([
    ['api:\n  httpPorts: 1', {}, 'There is no setting api.httpPorts in'],
    ['', { ALCOVE_API_PORT: '1' }, 'There is no setting the environment variable ALCOVE_API_PORT'],
    ['api:\n  httpsPort: many', {}, 'The setting api.httpsPort in'],
    ['', { ALCOVE_API_HTTPS_PORT: '70000' }, 'ALCOVE_API_HTTPS_PORT is malformed'],
    ['- a\n- b', {}, 'must be a YAML mapping'],
    ['a: [', {}, 'is not valid YAML'],
  ])('stops at %j with %j', (yaml, environment, message) => {
    expect(() => loadSettings(configFile(yaml), environment)).toThrow(message);
  });

  it('does not show the value of a secret setting', () => {
    const load = () => loadSettings('/nonexistent', { ALCOVE_DATABASE_URL: 'mysql://u:hunter2@h/d' });
    expect(load).toThrow('ALCOVE_DATABASE_URL is malformed');
    expect(load).not.toThrow('hunter2');
  });
});

describe('environmentVariable', () => {
  it('follows the rule of the documentation', () => {
    expect(environmentVariable('directories.createMissingUsers')).toBe(
      'ALCOVE_DIRECTORIES_CREATE_MISSING_USERS',
    );
    expect(new Set(settingNames().map(environmentVariable)).size).toBe(settingNames().length);
  });
});
