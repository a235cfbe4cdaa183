import { expect, it } from 'vitest';
import { newRegistrationCode, normalizeRegistrationCode } from './registrations.ts';

it('names the airport of the Region', () => {
  expect(newRegistrationCode('us-east-1')).toMatch(/^wsiad\+[A-Z2-9]{6}$/);
  expect(newRegistrationCode('eu-central-1')).toMatch(/^wsfra\+/);
  expect(() => newRegistrationCode('moon-1')).toThrow('moon-1');
});

it('is understood in any case and with spaces around', () => {
  expect(normalizeRegistrationCode(' WSIAD+abc234\n')).toBe('wsiad+ABC234');
  expect(normalizeRegistrationCode('nonsense')).toBe('nonsense+');
});
