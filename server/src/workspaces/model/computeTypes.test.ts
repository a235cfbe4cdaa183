import { Compute } from '@aws-sdk/client-workspaces';
import { expect, it } from 'vitest';
import { compareComputeTypes, computeTypes, isComputeType, isGraphicsType } from './computeTypes.ts';

it('has all compute types of the API and no other', () => {
  expect(Object.keys(computeTypes).sort()).toEqual(Object.keys(Compute).sort());
  expect(isComputeType('POWERPRO')).toBe(true);
  expect(isComputeType('toString')).toBe(false);
});

it('knows what they give', () => {
  expect(computeTypes.STANDARD).toEqual({ cpus: 2, memoryMib: 4096, gpus: 0 });
  expect(computeTypes.GRAPHICS_G4DN).toEqual({ cpus: 4, memoryMib: 16_384, gpus: 1 });
});

it('tells those that need a graphics processor by their names', () => {
  for (const type of Object.values(Compute)) expect(isGraphicsType(type)).toBe(type.startsWith('GRAPHICS'));
});

it('orders them', () => {
  expect(compareComputeTypes('VALUE', 'POWER')).toBe('larger');
  expect(compareComputeTypes('STANDARD', 'PERFORMANCE')).toBe('larger');
  expect(compareComputeTypes('POWER', 'STANDARD')).toBe('smaller');
  expect(compareComputeTypes('POWER', 'POWER')).toBe('same');
});

it('has the types that one may switch between from the smallest to the largest', () => {
  const plain = Object.values(computeTypes).filter((compute) => compute.gpus === 0);
  for (const [index, compute] of plain.entries()) {
    const before = plain[index - 1];
    if (before) expect(compute.memoryMib).toBeGreaterThan(before.memoryMib);
    if (before) expect(compute.cpus).toBeGreaterThanOrEqual(before.cpus);
  }
});
