import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { temporaryDirectory } from '../base/testing.ts';
import { type Home, homeAt } from '../config/home.ts';
import {
  ensureKeys,
  loadAuthority,
  loadAuthorityCertificate,
  loadEndpointCertificate,
  loadSealer,
} from './keys.ts';

let home: Home;
const endpoint = () => loadEndpointCertificate(home).certificatePem;

beforeEach(() => {
  home = homeAt(temporaryDirectory());
});

it('makes keys once and keeps them', async () => {
  await ensureKeys(home, new Date());
  const sealed = loadSealer(home).seal('x', 'c');
  const before = { authority: loadAuthorityCertificate(home), endpoint: endpoint() };
  await ensureKeys(home, new Date());
  expect({ authority: loadAuthorityCertificate(home), endpoint: endpoint() }).toEqual(before);
  expect(loadSealer(home).open(sealed, 'c')).toBe('x');
  expect((await loadAuthority(home)).certificatePem).toBe(before.authority);
});

it('keeps private keys to root', async () => {
  await ensureKeys(home, new Date());
  for (const file of [home.masterKeyFile, join(home.pki, 'ca.key'), join(home.pki, 'endpoint.key')]) {
    expect(statSync(file).mode & 0o777, file).toBe(0o600);
  }
});

it("renews the endpoint's certificate before it ends, and not its authority", async () => {
  await ensureKeys(home, new Date());
  const authority = loadAuthorityCertificate(home);
  const first = endpoint();
  const DAY_MS = 86_400_000;
  await ensureKeys(home, new Date(Date.now() + 790 * DAY_MS));
  expect(endpoint()).toBe(first);
  await ensureKeys(home, new Date(Date.now() + 800 * DAY_MS));
  expect(endpoint()).not.toBe(first);
  expect(readFileSync(join(home.pki, 'ca.crt'), 'utf8')).toBe(authority);
});
