import * as secretsSdk from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { coverageMarkdown } from './coverage.ts';
import { defineService, register } from './service.ts';

const definition = defineService<typeof secretsSdk>({
  name: 'secretsmanager',
  title: 'AWS Secrets Manager',
  sdk: secretsSdk,
  signingName: 'secretsmanager',
  protocols: ['awsJson1_1'],
  constraints: { inputs: {}, shapes: {} },
  notes: { GetRandomPassword: 'All options.' },
});
const operations = { GetRandomPassword: async () => ({ RandomPassword: 'x' }) };

test('lists every operation with its state and note, the built ones first', () => {
  const page = coverageMarkdown([register(definition, operations, {})]);
  expect(page).toContain('Built are 1 of 23 operations.');
  expect(page).toContain(
    '| [AWS Secrets Manager](#aws-secrets-manager) | `secretsmanager` | awsJson1_1 | 1 | 23 |',
  );
  const rows = page.split('\n').filter((line) => /^\| \w+ \| (built|not implemented) \|/.test(line));
  expect(rows).toHaveLength(23);
  expect(rows[0]).toBe('| GetRandomPassword | built | All options. |');
  expect(rows[1]).toBe('| BatchGetSecretValue | not implemented |  |');
});
