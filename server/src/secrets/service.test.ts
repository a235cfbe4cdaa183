import * as secretsSdk from '@aws-sdk/client-secrets-manager';
import { roundTripTests } from '../wire/testing/round-trip.ts';
import { secretsmanager } from './service.ts';

roundTripTests(secretsmanager, secretsSdk, 'SecretsManagerClient');
