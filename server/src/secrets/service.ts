import * as secretsSdk from '@aws-sdk/client-secrets-manager';
import secretsConstraints from '../wire/models/secretsmanager.json' with { type: 'json' };
import { defineService } from '../wire/service.ts';

export type SecretsSdk = typeof secretsSdk;

export const secretsmanager = defineService<SecretsSdk>({
  name: 'secretsmanager',
  title: 'AWS Secrets Manager',
  sdk: secretsSdk,
  signingName: 'secretsmanager',
  protocols: ['awsJson1_1'],
  jsonTarget: 'secretsmanager',
  constraints: secretsConstraints,
});
