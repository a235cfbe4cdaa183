import { expect, test } from 'vitest';
import { inheritedOptions, sourcesFor } from './archive.ts';

test('a Debian host lends its mirrors', () => {
  const sources = sourcesFor('bookworm', [
    'https://packages.example.org/ cloud main',
    'http://mirror.example.org/debian/ trixie main',
    'http://mirror.example.org/debian/ trixie contrib',
    'http://mirror.example.org/security/ trixie-security main',
  ]);
  expect(sources).toEqual([
    'deb http://mirror.example.org/debian/ bookworm main',
    'deb http://mirror.example.org/debian/ bookworm-updates main',
    'deb http://mirror.example.org/security/ bookworm-security main',
  ]);
});

test('another host gets the public archive', () => {
  expect(sourcesFor('bookworm', ['http://archive.ubuntu.com/ubuntu/ noble main'])).toEqual([
    'deb http://deb.debian.org/debian bookworm main',
    'deb http://deb.debian.org/debian bookworm-updates main',
    'deb http://deb.debian.org/debian-security bookworm-security main',
  ]);
});

test('the proxy of the host is inherited, the rest of its configuration is not', () => {
  const options = inheritedOptions([
    'APT "";',
    'Acquire "";',
    'Acquire::http "";',
    'Acquire::http::Proxy "http://proxy.example.org:3142";',
    'Acquire::IndexTargets::deb-src "";',
    'Acquire::Check-Valid-Until "false";',
    'DPkg::Post-Invoke:: "rm -f /var/cache/apt/archives/*.deb";',
  ]);
  expect(options).toEqual([
    'Acquire::http::Proxy "http://proxy.example.org:3142"',
    'Acquire::Check-Valid-Until "false"',
  ]);
});
