import { expect, test } from 'vitest';
import { Registrations } from './storage.ts';

const corp = { registrationCode: 'wsiad+ABC234', directoryName: 'corp.example.com' };
const lab = { registrationCode: 'wsiad+XYZ789', directoryName: 'lab.example.com' };

function storage(initial: string | null = null) {
  let value = initial;
  const setItem = (_key: string, text: string) => {
    value = text;
  };
  return { getItem: () => value, setItem };
}

test('the registration used last comes first, and none twice, also after a reload', () => {
  const stored = storage();
  const registrations = new Registrations(stored);
  for (const registration of [corp, lab, corp]) registrations.remember(registration);
  expect(registrations.list).toEqual([corp, lab]);
  expect(new Registrations(stored).list).toEqual([corp, lab]);
  registrations.forget(corp.registrationCode);
  expect(new Registrations(stored).list).toEqual([lab]);
});

test('the one that was used longest ago goes when there are too many', () => {
  const registrations = new Registrations(storage());
  for (let number = 1; number <= 9; number += 1) {
    registrations.remember({ registrationCode: `wsiad+${number}`, directoryName: 'x' });
  }
  const codes = registrations.list.map(({ registrationCode }) => registrationCode);
  expect(codes).toHaveLength(8);
  expect(codes).not.toContain('wsiad+1');
});

test.each(['nonsense', '{}', 'null', '[1, null, {"registrationCode": 2}]'])('%s is passed over', (text) => {
  expect(new Registrations(storage(text)).list).toEqual([]);
});

test('without a storage they are remembered until the page is closed', () => {
  const registrations = new Registrations(undefined);
  registrations.remember(corp);
  expect(registrations.list).toEqual([corp]);
});

test('a storage that is full does not get in the way', () => {
  const setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  const registrations = new Registrations({ getItem: () => null, setItem });
  registrations.remember(corp);
  expect(registrations.list).toEqual([corp]);
});
