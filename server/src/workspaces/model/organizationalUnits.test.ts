import { expect, test } from 'vitest';
import { domainOfOrganizationalUnit } from './organizationalUnits.ts';

test.each([
  'OU=WorkSpaces_machines,DC=corp,DC=example,DC=com',
  'ou=Desktops,OU=Sales, dc=CORP, dc=example, dc=com',
  String.raw`OU=Research\, Development\20Ä,DC=corp,DC=example,DC=com`,
])('%s lies in corp.example.com', (name) => {
  expect(domainOfOrganizationalUnit(name)).toBe('corp.example.com');
});

test.each([
  '',
  'Desktops',
  'OU=Desktops',
  'OU=Desktops,DC=corp',
  'CN=Computers,DC=corp,DC=example,DC=com',
  'DC=corp,DC=example,DC=com',
  'OU=,DC=corp,DC=example,DC=com',
  'OU=a"b,DC=corp,DC=example,DC=com',
  'OU=a\nb,DC=corp,DC=example,DC=com',
  'OU=a\\,DC=corp,DC=example',
  'OU=a,DC=corp,OU=b,DC=example',
  `OU=${'a'.repeat(2000)},DC=corp,DC=example,DC=com`,
])('%s is none', (name) => {
  expect(domainOfOrganizationalUnit(name)).toBeUndefined();
});
