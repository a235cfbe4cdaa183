import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rememberedRegistrations, rememberRegistration, settingsFile } from './remembered.ts';
import { completed, readGatewayUrl, readTarget } from './target.ts';

const code = 'wsiad+ABC234';
const gatewayUrl = 'https://desktops.example.com:8444';

test.each([
  [undefined, {}],
  [code, { registrationCode: code }],
  ['workspaces://', {}],
  [`workspaces://ada@${code}?MFACode=1`, { registrationCode: code, userName: 'ada', mfaCode: '1' }],
  [
    `${gatewayUrl}/?registrationCode=wsiad%2BABC234&userName=ada`,
    { gatewayUrl, registrationCode: code, userName: 'ada' },
  ],
  [`${gatewayUrl}/?registrationCode=wsiad+ABC234`, { gatewayUrl, registrationCode: code }],
  [`${gatewayUrl}/#wsiad+ABC234`, { gatewayUrl, registrationCode: code }],
  [gatewayUrl, { gatewayUrl }],
])('%s says where to sign in', (text, target) => {
  expect(readTarget(text)).toEqual(target);
});

test.each(['http://desktops.example.com', 'ftp://x', 'two words'])('%s does not', (text) => {
  expect(() => readTarget(text)).toThrow('neither a registration code nor a login link');
});

test.each([
  ['desktops.example.com:8444', gatewayUrl],
  [`${gatewayUrl}/path?query`, gatewayUrl],
  ['https://desktops.example.com', 'https://desktops.example.com'],
])('the gateway %s is %s', (text, url) => {
  expect(readGatewayUrl(text)).toBe(url);
});

test('a gateway without encryption is refused', () => {
  expect(() => readGatewayUrl('http://desktops.example.com')).toThrow('begins with https://');
});

test('what is missing is what it was before', () => {
  const ada = { gatewayUrl, registrationCode: code, userName: 'ada' };
  const grace = { gatewayUrl: 'https://b.example.com', registrationCode: 'wsiad+BBB222', userName: 'grace' };
  expect(completed({}, [ada, grace])).toEqual(ada);
  expect(completed({ registrationCode: 'WSIAD+bbb222' }, [ada, grace])).toEqual({
    ...grace,
    registrationCode: 'WSIAD+bbb222',
  });
  expect(completed({ ...grace, userName: 'alan' }, [ada, grace])).toMatchObject({ userName: 'alan' });
  expect(completed({ registrationCode: 'wsiad+CCC333' }, [ada])).toEqual({
    gatewayUrl,
    registrationCode: 'wsiad+CCC333',
  });
  expect(completed({}, [])).toEqual({});
});

test('registrations are remembered, newest first, for their user alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alcove-unit-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'alcove', 'registrations.json');
  expect(rememberedRegistrations(file)).toEqual([]);
  const ada = { gatewayUrl, registrationCode: code, userName: 'ada' };
  const other = { ...ada, registrationCode: 'wsiad+BBB222' };
  for (const registration of [ada, other, { ...ada, userName: 'grace' }]) {
    rememberRegistration(file, registration);
  }
  expect(rememberedRegistrations(file)).toEqual([{ ...ada, userName: 'grace' }, other]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, 'broken');
  expect(rememberedRegistrations(file)).toEqual([]);
});

test.each([
  ['linux', {}, '/home/ada/.config/alcove/registrations.json'],
  ['linux', { XDG_CONFIG_HOME: '/x' }, '/x/alcove/registrations.json'],
  ['darwin', {}, '/home/ada/Library/Application Support/alcove/registrations.json'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/alcove/registrations.json'],
] as const)('on %s they stand where programs keep such things', (platform, env, file) => {
  expect(settingsFile(platform, env, '/home/ada')).toBe(file);
});
